import "server-only";

export {
  deleteArtifact as removeKept,
  deleteArtifactsOfApplication as removeEverythingOf,
  deleteArtifactsOfConnection as removeEverythingHeld,
  deleteStaleArtifacts as clearStaleArtifacts,
  type Evidence,
  findArtifact,
  findArtifactByUserCode,
  findCreatedAt,
  findEvidence,
  findIssuedOn,
  type IssuedOn,
  listEndedSessions,
  signOutsDue,
  upsertArtifact as keepArtifact,
} from "./store";
