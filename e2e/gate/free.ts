/** What a session of any age may do: it looks, repeats what was allowed, or takes back what could be used. */
export const FREE = new Set([
  ...["previewSecurity", "previewChange", "previewPolicy", "previewMove", "previewBulkRun", "checkImport"],
  ...["explainUser", "explainForApplication", "listWhatIfs", "checkCondition", "tryRule", "replayRule"],
  ...["testWebhook", "replayDelivery", "replayDeadLetters"],
  ...["verifyAuditLog", "cancelBulkRun", "cancelReset", "preferFactor"],
  ...["forgetBrowser", "forgetAllBrowsers", "revokeInvitation", "endConnection"],
  // What the schedule begins anyway, and does no more than is due
  ...["startJob", "retryJobRun", "cancelJobRun"],
  ...["giveConsent", "declineAuthorization", "findAskingDevice"],
]);
