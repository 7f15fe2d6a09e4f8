import fc from "fast-check";
import { expect, test } from "vitest";
import { ACTOR_KINDS, AUDIT_ACTIONS } from "../../audit/core/events";
import { eventSchema, readCursor, toEvent, writeCursor } from "./event";
import { OCSF_CLASSES, OCSF_ROWS, ocsfRowOf, toOcsf } from "./ocsf";

const text = fc.option(fc.string());
const logged = fc.record({
  id: fc.stringMatching(/^evt_[a-z0-9]{26}$/),
  at: fc.bigInt({ min: 1_000_000_000_000_000n, max: 4_000_000_000_000_000n }).map(String),
  position: fc.integer({ min: 0 }),
  action: fc.constantFrom<string>(...AUDIT_ACTIONS),
  result: fc.constantFrom("ok", "refused"),
  actorKind: fc.constantFrom<string>(...ACTOR_KINDS),
  actorId: text,
  targetId: text,
  ip: text,
  userAgent: text,
  requestId: text,
  data: fc.dictionary(fc.string(), fc.jsonValue()).map((data) => JSON.stringify(data)),
});

test("every event of the log leaves in the shape that is published, with its moment to the microsecond", () => {
  fc.assert(
    fc.property(logged, (row) => {
      const event = toEvent(row);
      expect(eventSchema.safeParse(event).error?.issues ?? []).toEqual([]);
      expect(Math.floor(Number(row.at) / 1_000)).toBe(Date.parse(event.at));
      expect(event.at.slice(-4, -1)).toBe(row.at.slice(-3));
      expect(readCursor(event.cursor)).toEqual({ position: row.position, id: row.id });
    }),
  );
});

test.each(["", "12", "12.", "x.evt_1", "12.evt 1", "-1.evt_1", "99999999999999999.evt_1"])(
  "%j is no cursor",
  (text) => expect(readCursor(text)).toBeNull(),
);

test("a cursor is read as it was written", () => {
  const place = { position: 812, id: "evt_01" };
  expect(readCursor(writeCursor(place))).toEqual(place);
});

test("every event is one of OCSF's, and nothing of it is lost", () => {
  fc.assert(
    fc.property(logged, (row) => {
      const event = toEvent(row);
      const mapped = toOcsf(event);
      expect(Object.keys(OCSF_CLASSES)).toContain(String(mapped.class_uid));
      expect(mapped.type_uid).toBe(mapped.class_uid * 100 + mapped.activity_id);
      expect(mapped.metadata).toMatchObject({ uid: event.id, event_code: event.action });
      expect(mapped.unmapped).toMatchObject({ cursor: event.cursor, details: event.details });
      const subject = mapped.class_uid === 3004 ? mapped.entity : mapped.user;
      expect(subject?.uid).toEqual(expect.any(String));
    }),
  );
});

test.each([
  ["session.started", 300_201],
  ["session.refused", 300_201],
  ["session.ended", 300_202],
  ["credential.added", 300_110],
  ["two_factor.reset", 300_111],
  ["password.changed", 300_103],
  ["user.blocked", 300_105],
  ["policy.created", 300_401],
  ["webhook.removed", 300_404],
  ["figures.taken", 300_499],
])("%s is %i", (action, typeUid) => {
  const [, classUid, activityId] = ocsfRowOf(action);
  expect(classUid * 100 + activityId).toBe(typeUid);
});

test("no row is for an action that does not exist, and none is out of reach behind another", () => {
  const used = new Set(AUDIT_ACTIONS.map((action) => ocsfRowOf(action)));
  expect(OCSF_ROWS.filter((row) => !used.has(row))).toEqual([]);
});
