import type { ScopeRef } from '../../apim/service.js';
import type { ResourceInstance } from './resource-instance.js';
import type { Deployed } from '../deployed/deployed.js';
import type { Value } from '../deployed/deployed-value.js';
import { plainText } from '../deployed/texts.js';
import { entryOf, textOf } from '../deployed/value-parts.js';

type Json = Readonly<Record<string, unknown>>;

/** Policies of an ARM template that Terraform deploys: the resource's type is the scope, and a parameter is mostly the text. */
export function byTemplateDeployment(resource: ResourceInstance): readonly Deployed[] {
  const template = objectIn(textOf(resource.value('template_body') ?? resource.value('template_content')));
  if (template === null) return [];
  const given = resource.value('parameters') ?? resource.json('parameters_content');
  const parameter = (name: string): Value | null => {
    const own = entryOf(given, name);
    const wrapped = entryOf(own, 'value') ?? own;
    if (wrapped !== undefined) return wrapped;
    const fallback = recordOf(recordOf(template['parameters'])?.[name])?.['defaultValue'];
    return typeof fallback === 'string' ? plainText(fallback) : null;
  };
  const found: Deployed[] = [];
  const walk = (resources: unknown, parentType: string, parentName: string): void => {
    for (const one of Array.isArray(resources) ? resources : []) {
      const own = recordOf(one);
      if (own === null || typeof own['type'] !== 'string') continue;
      const isNested = parentType !== '' && !own['type'].includes('/service/') && !/^microsoft\./i.test(own['type']);
      const type = isNested ? `${parentType}/${own['type']}` : own['type'];
      const written = typeof own['name'] === 'string' ? settle(own['name'], parameter) : '';
      const name = isNested ? `${parentName}/${written}` : written;
      const scope = scopeOf(type, name);
      const properties = recordOf(own['properties']);
      const text = properties?.['value'] ?? properties?.['policyContent'];
      if (scope !== null && typeof text === 'string') {
        const address = `${resource.address}.${type}/${name}`;
        const [service = ''] = name.split('/');
        const value = valueOf(text, parameter);
        found.push({ kind: 'policy', address, by: resource.at('template_body'), service: service === '' ? null : service, scope, text: () => value });
      }
      walk(own['resources'], type, name);
    }
  };
  walk(template['resources'], '', '');
  return found;
}

function scopeOf(type: string, name: string): ScopeRef | null {
  const kinds = /^microsoft\.apimanagement\/service\/(apis\/operations\/|apis\/|products\/)?policies$/i.exec(type);
  if (kinds === null) return null;
  const [, first = null, second = null] = name.split('/');
  const under = (kinds[1] ?? '').toLowerCase();
  if (under === '') return { kind: 'global', workspace: null, id: null, operation: null };
  if (under === 'products/') return { kind: 'product', workspace: null, id: first, operation: null };
  return { kind: under === 'apis/' ? 'api' : 'operation', workspace: null, id: first, operation: under === 'apis/' ? null : second };
}

/** `[parameters('x')]` is the parameter; another expression is not known. */
function valueOf(text: string, parameter: (name: string) => Value | null): Value {
  if (!/^\[(?!\[)/.test(text)) return plainText(text);
  const name = /^\[\s*parameters\(\s*'([^']*)'\s*\)\s*\]$/i.exec(text)?.[1];
  return (name === undefined ? null : parameter(name)) ?? { kind: 'unknown', name: text.slice(1, -1), isError: false };
}

/** A name with its parameters put in: `[concat(parameters('service'), '/', parameters('api'))]`. What is not known stays a hole. */
function settle(text: string, parameter: (name: string) => Value | null): string {
  if (!text.startsWith('[')) return text;
  const parts = text.matchAll(/parameters\(\s*'([^']*)'\s*\)|'([^']*)'|(variables\(\s*'[^']*'\s*\))/gi);
  return [...parts]
    .map(([, name, literal, other]) => (name !== undefined ? (textOf(parameter(name)) ?? `\${${name}}`) : (literal ?? `\${${other ?? ''}}`)))
    .join('');
}

function objectIn(text: string | null): Json | null {
  try {
    return recordOf(JSON.parse((text ?? '').replace(/^\ufeff/, '')));
  } catch {
    return null;
  }
}

function recordOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
