/** An error as the SDK has it. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
