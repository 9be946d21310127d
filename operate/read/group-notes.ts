/** What the keys of notes begin with. */
export const NOTE = "bluegreen:";

/** What scripts of a release note on an Auto Scaling group, and nothing else that the project tags one with. */
const NOTES = /^bluegreen:(min-size|suspended|standby:.+)$/;

/** Whether a tag of an Auto Scaling group is a note that a script of a release has left, to be taken away again. */
export function isNote(key: string | undefined): key is string {
  return key !== undefined && NOTES.test(key);
}
