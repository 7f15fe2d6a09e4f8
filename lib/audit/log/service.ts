import "server-only";

export { type LogPage, type LogQuery, type LogRow, type People, searchEvents } from "./store";
