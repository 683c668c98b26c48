import { defineDetector } from '../detector.ts';
import { lengthOnly } from '../masks.ts';

/** Sentences: words of any script with spaces between, or a text in a script that has none. */
function isProse(value: string): boolean {
  const text = value.trim();
  if (text.length < 12 || /^[[{<]|^https?:\/\//.test(text)) return false;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}]{10}/u.test(text)) return true;
  const words = text.slice(0, 1000).split(/\s+/);
  return words.length >= 4 && words.filter((word) => /^\p{L}{2}/u.test(word)).length >= words.length * 0.6;
}

/** What people write to or about people names them sooner or later. What describes goods does not. */
export const freeText = defineDetector({
  type: 'free-text',
  names: {
    strong: [
      'biography',
      'bio',
      'about me',
      'case note',
      'clinical note',
      'cover letter',
      'chat message',
      'chat text',
      'email body',
      'mail body',
      'customer note',
      'patient note',
    ],
    weak: [
      'note',
      'comment',
      'remark',
      'feedback',
      'complaint',
      'transcript',
      'message',
      'message body',
      'message text',
      'review',
      'body',
      'conversation',
      'bemerkung',
      'commentaire',
    ],
    against: [
      'release',
      'error',
      'log',
      'commit',
      'template',
      'code',
      'product',
      'sql',
      'column',
      'type',
      'version',
      'exception',
    ],
  },
  kinds: ['string'],
  bounds: { length: [12, 4096] },
  match: isProse,
  chance: 0.25,
  needsName: true,
  needsPeople: true,
  unique: true,
  mask: (value) => lengthOnly(value),
  examples: {
    match: [
      {
        path: 'customer.notes',
        values: ['Asked to be called back after her surgery', 'Moved in with his mother, wants the old bill'],
      },
    ],
    noMatch: [
      {
        path: 'product.description',
        values: ['Solid oak table with four legs', 'A lamp for the garden and the porch'],
      },
      { path: 'comment_count', values: ['4', '9'] },
      { path: 'error.message', values: ['The file could not be found here', 'The disk is full again today'] },
    ],
  },
});
