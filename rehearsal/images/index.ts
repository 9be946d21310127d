export { DockerfileError } from "./dockerfile-error";
export { createFolderImages, type FolderImagesOptions } from "./folder-images";
export type { BuildRequest, Image, ImageConfig, Images } from "./model";
