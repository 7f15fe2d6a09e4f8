-- What no user wrote is no name: screens and mails say the kind, in the reader's language.
UPDATE "credentials" SET "label" = '' WHERE "label" = CASE "kind" WHEN 'totp' THEN 'Authenticator app' WHEN 'passkey' THEN 'Passkey' END;
