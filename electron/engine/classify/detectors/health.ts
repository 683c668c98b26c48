import { defineDetector } from '../detector.ts';
import { initial } from '../masks.ts';
import { has } from '../shape.ts';

/** Body metrics are numbers within what bodies have, under names that say so. */
export const bodyMetric = defineDetector({
  type: 'body-metric',
  names: {
    strong: [
      'body weight',
      'weight kg',
      'weight lb',
      'height cm',
      'body height',
      'bmi',
      'body mass index',
      'body fat',
      'bone density',
      'bone mass',
      'muscle mass',
      'protein intake',
      'daily protein',
      'heart rate',
      'resting heart rate',
      'blood pressure',
      'systolic',
      'diastolic',
      'blood glucose',
      'water percent',
      'visceral fat',
      'vo 2 max',
    ],
    weak: ['weight', 'height', 'pulse'],
    against: [
      'image',
      'video',
      'frame',
      'window',
      'screen',
      'font',
      'package',
      'shipping',
      'line',
      'page',
      'px',
      'row',
      'parcel',
      'item',
      'product',
      'thumbnail',
      'load',
      'block',
    ],
  },
  kinds: ['number', 'string'],
  bounds: { digits: [1, 6], length: [1, 14], without: has.at | has.colon },
  match: (value) =>
    /^\d{1,3}(?:[.,]\d{1,3})?(?:\s?(?:kg|lbs?|cm|g|bpm|mmhg|%))?$/i.test(value.trim()) &&
    Number.parseFloat(value) > 0 &&
    Number.parseFloat(value) < 700,
  chance: 0.5,
  needsName: true,
  needsPeople: true,
  mask: (value) =>
    /^[\d.,]+\s?[a-z%]{0,4}$/i.test(value.trim()) ? value.trim().slice(0, 20).replace(/\d/g, '•') : '•••',
  examples: {
    match: [
      { path: 'body.weightKg', values: [71.2, 64.8] },
      { path: 'metrics.boneDensity', values: [1.12, 0.98] },
      { path: 'tester.dailyProteinIntake', values: ['92 g', '110 g'] },
    ],
    noMatch: [
      { path: 'thumbnail.height', values: [90, 120] },
      { path: 'parcel.weight', values: [1.2, 3.4] },
    ],
  },
});

/** The form of ICD-10 and ICD-10-CM: a letter, two digits (the second may be a letter), and up to four more. */
const icd10 = /^[A-TV-Z]\d[\dAB](?:\.[\dA-TV-Z]{1,4})?$/i;

export const diagnosis = defineDetector({
  type: 'diagnosis',
  names: {
    strong: [
      'icd',
      'icd 10',
      'icd code',
      'icd 10 code',
      'diagnosis',
      'diagnosis code',
      'primary diagnosis',
      'medical condition',
      'diagnose',
      'disease',
      'allergy',
      'medical history',
    ],
    weak: ['condition', 'symptom', 'disability'],
    against: ['date', 'type', 'network', 'error', 'weather', 'tool', 'id'],
  },
  kinds: ['string'],
  bounds: { with: has.letter, length: [3, 200] },
  match: (value) => icd10.test(value.trim()) || /^\p{L}{3}[\p{L}\p{M} ,’'()/-]{1,190}/u.test(value.trim()),
  chance: 0.35,
  needsName: true,
  // With the dot the code speaks for itself, if many do.
  alone: { match: (value) => /\./.test(value) && icd10.test(value.trim()), chance: 0.003, least: 5 },
  detail: (value) => (icd10.test(value.trim()) ? 'ICD-10 codes' : undefined),
  mask: initial,
  examples: {
    match: [
      { path: 'patient.diagnosis_code', values: ['E11.9', 'I10', 'J45.909'] },
      { path: 'allergies[]', values: ['Penicillin', 'Peanuts'] },
      { path: 'c4', values: ['E11.9', 'F32.1', 'J45.909', 'M54.5', 'K21.9'] },
    ],
    noMatch: [
      { path: 'diagnosis_date', values: ['2019-12-04', '2019-12-05'] },
      { path: 'part', values: ['B12', 'C10', 'D44'] },
    ],
  },
});

/** Endings that the WHO's list of international nonproprietary names gives to groups of medicines. */
const medicineStem =
  /(?:cillin|mycin|floxacin|azole|sartan|pril|olol|statin|dipine|oxetine|azepam|zolam|gliptin|gliflozin|prazole|tidine|profen|caine|mab|tinib|vir|parin|xaban|setron|triptan|thiazide|metformin|insulin|paracetamol|ibuprofen|morphine|codone|lukast|terol)\b/i;

export const medication = defineDetector({
  type: 'medication',
  names: {
    strong: [
      'medication',
      'medicine',
      'drug name',
      'prescription',
      'prescribed drug',
      'active ingredient',
      'medikament',
      'medicament',
      'dosage',
    ],
    weak: ['drug', 'treatment'],
    against: ['date', 'type', 'id', 'count', 'price', 'water'],
  },
  kinds: ['string'],
  bounds: { with: has.letter, length: [3, 120] },
  match: (value) => /^\p{L}[\p{L}\p{M}\d .,/%()-]{2,119}$/u.test(value.trim()),
  chance: 0.4,
  needsName: true,
  alone: { match: (value) => value.length <= 60 && medicineStem.test(value), chance: 0.006, least: 4 },
  mask: initial,
  examples: {
    match: [
      { path: 'patient.medication', values: ['Sertraline 50 mg', 'Ramipril 5 mg'] },
      { path: 'c4', values: ['Amoxicillin', 'Atorvastatin', 'Lisinopril', 'Omeprazole', 'Metformin'] },
    ],
    noMatch: [{ path: 'medication_count', values: ['4', '9'] }],
  },
});

export const bloodGroup = defineDetector({
  type: 'blood-group',
  names: { strong: ['blood group', 'blood type', 'blutgruppe', 'groupe sanguin', 'abo group', 'rhesus'] },
  kinds: ['string'],
  bounds: { length: [1, 14], without: has.at | has.dot },
  match: (value) => /^(?:A|B|AB|O|0)\s?(?:\+|-|−|rh ?[+-]|pos(?:itive)?|neg(?:ative)?)?$/i.test(value.trim()),
  chance: 0.02,
  needsName: true,
  alone: { match: (value) => /^(?:A|B|AB|O)(?:\+|-|−)$/.test(value.trim()), chance: 0.005, least: 5 },
  mask: () => '•••',
  examples: {
    match: [
      { path: 'donor.bloodType', values: ['A+', 'O-', 'AB+'] },
      { path: 'c', values: ['A+', 'O-', 'AB+', 'B+', 'O+'] },
    ],
    noMatch: [{ path: 'exam.grade', values: ['A', 'B', 'A+', 'B-'] }],
  },
});
