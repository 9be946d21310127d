export { ColorPointer, type ColorPointerProps } from "./color-pointer";
export { FileSystem, type FileSystemProps } from "./file-system";
