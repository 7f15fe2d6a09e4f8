import "server-only";

export { listOpenInvitations } from "./store";
