/** How a Git LFS pointer begins (git-lfs, "Git LFS Specification", the pointer), and how long it may be at most. */
const beginning = new TextEncoder().encode('version https://git-lfs.github.com/spec/');
const longest = 1024;

/** Whether the bytes stand for a file that is kept in Git LFS: its content is elsewhere, and neither git nor the API has it. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < longest && bytes[0] === beginning[0] && beginning.every((byte, at) => byte === bytes[at]);
}
