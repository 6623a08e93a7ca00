/** What a host of API Management is, if it is not the gateway; null: it may be the gateway. */
export function besideGateway(text: string): string | null {
  const host = URL.canParse(text) ? new URL(text).hostname : '';
  const [, name = '', kind = ''] = /^([^.]+)\.(developer|portal|management|scm)\.azure-api\.(?:net|us|cn|de)$/.exec(host) ?? [];
  if (name === '') return null;
  const what = { developer: 'the developer portal', portal: 'the old portal', management: 'the management endpoint' }[kind] ?? 'the git endpoint';
  return `${host} is ${what}, whose answers no policy touches; the gateway is ${host.replace(`.${kind}.`, '.')}`;
}
