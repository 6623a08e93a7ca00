/**
 * Something to say, as data: a code and its arguments. `Arguments` maps codes to arguments; the sentences are made in `report/`. `Code` narrows the union to
 * some of its codes.
 */
export type Coded<Arguments, Code extends keyof Arguments = keyof Arguments> = {
  readonly [One in Code]: { readonly code: One; readonly given: Arguments[One] };
}[Code];

/** Arguments of a code that needs none. */
export type NoArguments = Readonly<Record<string, never>>;
