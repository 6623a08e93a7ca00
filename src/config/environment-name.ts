/** What an environment may be called: it becomes part of a file name. */
export const environmentName = /^[A-Za-z0-9][\w.-]{0,63}$/;
