/** Whether a folder of the path is named after data of tests, or is a project of tests. */
export function isTestData(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((name) => /^(?:__tests__|__fixtures__|tests|fixtures|test[-_]?data|tests?\.\w+|.+\.tests?)$/i.test(name));
}
