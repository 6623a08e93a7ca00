/** The repository of this project, as in `repository` of package.json: whatever names it is made of this. */
export const ownRepository = 'apim-cors/review';

/** The project's page. */
export const home = `https://github.com/${ownRepository}`;

/** A page of docs/, by its path in there. */
export function documentation(page: string): string {
  return `${home}/blob/main/docs/${page}`;
}

/** A schema of schema/, by its name: what editors load. */
export function schemaAddress(name: string): string {
  return `https://raw.githubusercontent.com/${ownRepository}/main/schema/${name}.schema.json`;
}
