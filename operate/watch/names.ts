/** Characters of a commit's id that a version is called by. */
export const SHORT = 12;
