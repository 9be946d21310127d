/**
 * Keeps Terraform from reading a text as a template: `${…}` and `%{…}` arrive as they were written. References that
 * CDKTF has put in stay references.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function literal(text: string): string {
  return text.replace(/([$%])\{(?!TfToken\[)/g, "$1$1{");
}
