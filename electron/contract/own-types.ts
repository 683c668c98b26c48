import { z } from 'zod';

/** Data types that a user adds, and what is to be passed over: the content of a file such as `our-types.yaml`. */

export const validators = ['luhn', 'mod-97', 'mod-11', 'verhoeff'] as const;

export const ownTypeSchema = z.strictObject({
  type: z.string().regex(/^[a-z][a-z\d-]{1,39}$/, 'a name in kebab-case, such as staff-number'),
  title: z.string().min(1).max(80),
  sensitivity: z.enum(['personal', 'sensitive', 'secret']).default('personal'),
  laws: z.string().max(200).default(''),
  pattern: z.string().min(1).max(500).describe('a regular expression (RE2) for the whole value').optional(),
  words: z.array(z.string().min(1).max(80)).max(50).default([]).describe('phrases in the names of its fields'),
  validator: z.enum(validators).optional().describe('a check digit that the value has to pass'),
  needsName: z.boolean().optional().describe('not reported by its values alone; so by default without a pattern'),
});
export type OwnType = z.infer<typeof ownTypeSchema>;

export const ignoreSchema = z.strictObject({
  fields: z.array(z.string().min(1).max(200)).max(500).default([]).describe('paths; * stands for any characters'),
  values: z
    .array(z.string().min(1).max(200))
    .max(500)
    .default([])
    .describe('whole values; * stands for any characters'),
});

export const ownTypesFileSchema = z.strictObject({
  types: z.array(ownTypeSchema).max(200).default([]),
  ignore: ignoreSchema.default({ fields: [], values: [] }),
});

/** As an audit keeps it, with the name of the file it came from. */
export const ownTypesSchema = ownTypesFileSchema.extend({ source: z.string().max(200) });
export type OwnTypes = z.infer<typeof ownTypesSchema>;

/** `2 types (staff number, badge), 1 field and 3 values passed over`. */
export function ownTypesInWords({ types, ignore }: OwnTypes): string {
  const count = (many: number, noun: string) => `${many} ${noun}${many === 1 ? '' : 's'}`;
  const titles = types.map(({ title }) => title);
  const named =
    types.length === 0 ? '' : ` (${titles.slice(0, 10).join(', ')}${titles.length > 10 ? ' and more' : ''})`;
  const passed = [
    ...(ignore.fields.length > 0 ? [count(ignore.fields.length, 'field')] : []),
    ...(ignore.values.length > 0 ? [count(ignore.values.length, 'value')] : []),
  ];
  return `${count(types.length, 'type')}${named}${passed.length > 0 ? `; ${passed.join(' and ')} passed over` : ''}`;
}
