/** An error that the user can mend: commands show its message alone, with no stack. */
export class UserError extends Error {
  public readonly userFacing = true;
  public override readonly name: string = "UserError";
}
