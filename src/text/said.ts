/**
 * Something to be said, as data: a code, and what the sentence needs to know. `Arguments` maps codes to arguments; the sentences themselves
 * are made in `report/`. With `Code` the union is narrowed to some of its codes.
 */
export type Coded<Arguments, Code extends keyof Arguments = keyof Arguments> = {
  readonly [One in Code]: { readonly code: One; readonly given: Arguments[One] };
}[Code];

/** Arguments of what needs none. */
export type NoArguments = Readonly<Record<string, never>>;
