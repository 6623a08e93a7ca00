import type { Api, Service } from '../apim/service.js';

/** The APIs that a change of policies affects; all of them if it changes a shared policy. */
export function touchedApis(before: Service, after: Service): readonly Api[] {
  const shared = ({ global, workspaces, products, fragments }: Service): readonly unknown[] => [
    global,
    ...[...workspaces.values()].map(({ policy }) => policy),
    ...products,
    ...fragments,
  ];
  const known = new Set<unknown>([...shared(before), ...before.apis]);
  return shared(after).every((one) => known.has(one)) ? after.apis.filter((api) => !known.has(api)) : after.apis;
}
