/** This project's repository, as in `repository` of package.json. All addresses of the project are made from it. */
export const ownRepository = 'apim-cors/review';

/** The project's page. */
export const home = `https://github.com/${ownRepository}`;

/** Address of a page of docs/, by its path in that folder. */
export function documentation(page: string): string {
  return `${home}/blob/main/docs/${page}`;
}

/** Address of a schema in schema/, by its name: editors load it. */
export function schemaAddress(name: string): string {
  return `https://raw.githubusercontent.com/${ownRepository}/main/schema/${name}.schema.json`;
}
