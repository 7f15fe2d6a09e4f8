import { ACCOUNT_PROBES } from "./account";
import { APPLICATION_PROBES } from "./applications";
import { BULK_PROBES } from "./bulk";
import { CONNECTION_PROBES } from "./connections";
import { DEVICE_PROBES } from "./devices";
import { ENFORCEMENT_PROBES } from "./enforcement";
import { ENTRY_PROBES } from "./entry";
import { FACTOR_PROBES } from "./factors";
import { JOB_PROBES } from "./jobs";
import { POLICY_PROBES } from "./policies";
import type { Probe } from "./probe";
import { RECOVERY_PROBES } from "./recovery";
import { RING_PROBES } from "./rings";
import { USER_PROBES } from "./users";
import { WEBHOOK_PROBES } from "./webhooks";

/** Every server action there is, by its exported name. One that is missing here fails the gate. */
export const PROBES: Record<string, Probe> = {
  ...ENTRY_PROBES,
  ...DEVICE_PROBES,
  ...FACTOR_PROBES,
  ...ACCOUNT_PROBES,
  ...RECOVERY_PROBES,
  ...USER_PROBES,
  ...BULK_PROBES,
  ...JOB_PROBES,
  ...ENFORCEMENT_PROBES,
  ...CONNECTION_PROBES,
  ...APPLICATION_PROBES,
  ...POLICY_PROBES,
  ...RING_PROBES,
  ...WEBHOOK_PROBES,
};
