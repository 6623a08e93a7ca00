/** Valid names of environments: they become part of file names. */
export const environmentName = /^[A-Za-z0-9][\w.-]{0,63}$/;
