/** A `scopes:` entry to paste for a policy that no layout claims: its scope guessed from the file's name where that says something. */
export function scopeSuggestion(path: string): string {
  const file = (path.split('/').pop() ?? '').toLowerCase();
  const stem = file.replace(/\.(xml|tpl|tftpl|tmpl).*$/, '');
  const quoted = /^[A-Za-z0-9_./-]+$/.test(path) ? path : JSON.stringify(path);
  const lines = [`- path: ${quoted}`];
  const named = (kind: string): string => {
    const name = stem.replace(new RegExp(`[-_. ]*${kind}[-_. ]*|[-_. ]*polic(y|ies)[-_. ]*`, 'g'), '');
    return /^[a-z0-9-]+$/.test(name) && name !== '' ? name : `<${kind} id>`;
  };
  if (/global|all-?apis|service-?policy/.test(stem)) lines.push('  scope: global');
  else if (/frag/.test(stem) || /fragments?\//i.test(path))
    lines.push('  scope: fragment', `  fragment: ${named('frag(ment)?').replace('frag(ment)?', 'fragment')}`);
  else if (/product/.test(stem)) lines.push('  scope: product', `  product: ${named('product')}`);
  else if (/operation/.test(stem)) lines.push('  scope: operation', '  api: <api id>', `  operation: ${named('operation')}`);
  else lines.push('  scope: api', `  api: ${named('api')}`);
  return lines.join('\n');
}
