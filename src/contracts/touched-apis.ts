import type { Api, Service } from '../apim/service.js';

/** APIs of the service after a change of policies that are not what they were; all, where a policy changed that they share. */
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
