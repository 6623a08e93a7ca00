/** The beginning and the largest size of a Git LFS pointer (git-lfs, "Git LFS Specification", the pointer). */
const beginning = new TextEncoder().encode('version https://git-lfs.github.com/spec/');
const longest = 1024;

/** Whether the bytes are a Git LFS pointer: the content is elsewhere, in neither git nor the API. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < longest && bytes[0] === beginning[0] && beginning.every((byte, at) => byte === bytes[at]);
}
