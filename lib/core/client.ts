/** Who is calling, as the server saw it. `ip` comes from the socket (or a trusted proxy's hop), never from the client. */
export type Client = { ip: string; userAgent: string; requestId: string };
