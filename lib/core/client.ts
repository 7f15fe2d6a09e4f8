/** Who is calling, as the server saw it. `ip` comes from the socket (or a trusted proxy's hop), never from the client. */
export type Client = {
  ip: string;
  userAgent: string;
  requestId: string;
  /** What the browser keeps for the people who signed in there: it is known to each by a secret of their own. */
  browserSecrets?: readonly string[];
  /** Devices that approve sign-ins and live in this very browser: nothing can be asked of them from here. */
  devices?: readonly { workspaceId: string; userId: string; credentialId: string; secret: string }[];
};
