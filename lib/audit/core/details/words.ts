import { z } from "zod";

/** The words that the details of more than one action are written in. */
export const text = z.string();
export const id = z.string();
export const count = z.int().min(0);
export const moment = z.iso.datetime();
/** Settings by their names, as the screens' forms have them; in a change, those alone that changed. */
export const settings = z.record(z.string(), z.unknown());
export const nothing = z.object({});

/** What somebody did in a session of their own; it is left out where the deed is not a session's. */
const session = { sessionId: id.optional() };
export const own = <S extends z.ZodRawShape>(shape: S) => z.object({ ...session, ...shape });
