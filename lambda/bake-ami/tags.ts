/** The tags by which instances, images and snapshots of bakes are found again: the document puts them on all it makes. */
export const TAGS = {
  /** Name of the system whose bake made it. */
  owner: "bluegreen:golden-ami",
  /** Id of the automation that made it. */
  bake: "bluegreen:bake",
  /** Borne by an image that has booted and passed its checks. */
  checked: "bluegreen:checked",
} as const;

/** Output of the document that holds the id of the new image. */
export const IMAGE_OUTPUT = "createImage.ImageId";
