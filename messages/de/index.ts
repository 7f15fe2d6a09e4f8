import common from "./common.json";
import dashboard from "./dashboard.json";
import errors from "./errors.json";
import factors from "./factors.json";
import help from "./help.json";
import inbox from "./inbox.json";
import invite from "./invite.json";
import mail from "./mail.json";
import recovery from "./recovery.json";
import security from "./security.json";
import sessions from "./sessions.json";
import setup from "./setup.json";
import signIn from "./sign-in.json";
import signUp from "./sign-up.json";
import twoFactor from "./two-factor.json";
import users from "./users.json";
import verify from "./verify.json";

export const de = {
  common,
  dashboard,
  errors,
  factors,
  help,
  inbox,
  invite,
  mail,
  recovery,
  security,
  sessions,
  setup,
  "sign-in": signIn,
  "sign-up": signUp,
  "two-factor": twoFactor,
  users,
  verify,
};
