import { createServer } from "node:net";
import { Stop } from "./say.mjs";

/** Fails with a line that names PORT where the address to be served is taken. */
export async function assertPortFree(port, isLoopback) {
  for (const host of isLoopback ? ["127.0.0.1", "::1"] : ["0.0.0.0", "::"]) {
    const code = await tryToListen(port, host);
    if (code === "EADDRINUSE") {
      throw new Stop(
        `Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`,
      );
    }
    if (code === "EACCES") {
      throw new Stop(
        `Port ${port} needs rights this user does not have. Choose one above 1023: PORT=3000 npm start`,
      );
    }
  }
}

/** The error's code, if it cannot be listened to. A host without IPv6 has no ::1, which is no fault. */
const tryToListen = (port, host) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(error.code));
    probe.listen({ port, host, exclusive: true, ipv6Only: host.includes(":") }, () =>
      probe.close(() => resolve()),
    );
  });
