const deploying = /api_?management|api[-_]mgmt|apim|azapi_|template_deployment|template_file/;

/** Blocks whose bodies matter only if something refers to them. */
export function canDefer(type: string, [first = '']: readonly string[]): boolean {
  if (type === 'module' || type === 'locals') return false;
  return !((type === 'resource' || type === 'data') && deploying.test(first));
}
