import "server-only";

export { listAskers } from "./store";
