/** Whether a folder of the path has a name for test data, or is a test project. */
export function isTestData(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((name) => /^(?:__tests__|__fixtures__|tests|fixtures|test[-_]?data|tests?\.\w+|.+\.tests?)$/i.test(name));
}
