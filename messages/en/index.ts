import api from "./api.json" with { type: "json" };
import applications from "./applications.json" with { type: "json" };
import approve from "./approve.json" with { type: "json" };
import audit from "./audit.json" with { type: "json" };
import authorize from "./authorize.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import connections from "./connections.json" with { type: "json" };
import dashboard from "./dashboard.json" with { type: "json" };
import docs from "./docs.json" with { type: "json" };
import enforcement from "./enforcement.json" with { type: "json" };
import errors from "./errors.json" with { type: "json" };
import evidence from "./evidence.json" with { type: "json" };
import factors from "./factors.json" with { type: "json" };
import help from "./help.json" with { type: "json" };
import inbox from "./inbox.json" with { type: "json" };
import invitations from "./invitations.json" with { type: "json" };
import invite from "./invite.json" with { type: "json" };
import jobs from "./jobs.json" with { type: "json" };
import mail from "./mail.json" with { type: "json" };
import policies from "./policies.json" with { type: "json" };
import profile from "./profile.json" with { type: "json" };
import recovery from "./recovery.json" with { type: "json" };
import requests from "./requests.json" with { type: "json" };
import security from "./security.json" with { type: "json" };
import sessions from "./sessions.json" with { type: "json" };
import setup from "./setup.json" with { type: "json" };
import signIn from "./sign-in.json" with { type: "json" };
import signUp from "./sign-up.json" with { type: "json" };
import twoFactor from "./two-factor.json" with { type: "json" };
import users from "./users.json" with { type: "json" };
import verify from "./verify.json" with { type: "json" };
import waysBack from "./ways-back.json" with { type: "json" };
import webhooks from "./webhooks.json" with { type: "json" };

export const en = {
  api,
  applications,
  audit,
  approve,
  authorize,
  common,
  connections,
  dashboard,
  docs,
  enforcement,
  errors,
  evidence,
  factors,
  help,
  inbox,
  invitations,
  invite,
  jobs,
  mail,
  policies,
  profile,
  recovery,
  requests,
  security,
  sessions,
  setup,
  "sign-in": signIn,
  "sign-up": signUp,
  "two-factor": twoFactor,
  users,
  verify,
  "ways-back": waysBack,
  webhooks,
};
