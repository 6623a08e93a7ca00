/**
 * Whether an environment is one of development. `said`: the environments that the configuration names as such. If null, the name decides: it has the word dev,
 * test, local or sandbox, with or without a number, and no word of production. Returns null if there is no environment.
 */
export function isDevelopmentEnvironment(environment: string | null, said: readonly string[] | null): boolean | null {
  if (environment === null) return null;
  if (said !== null) return said.includes(environment);
  const words = environment.split(/[-_.]/);
  return words.some(isDevelopmentName) && !words.some((word) => /^(?:prd|prod|production|live)\d*$/i.test(word));
}

/** Whether a folder of the path has a name that means development only. */
export function isInDevelopmentFolder(path: string): boolean {
  return path.split('/').slice(0, -1).some(isDevelopmentName);
}

function isDevelopmentName(word: string): boolean {
  return /^(?:dev(?:el|elop|elopment)?|te?st|local|sandbox|sbx)\d*$/i.test(word);
}
