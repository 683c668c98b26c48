import { defineDetector } from '../detector.ts';

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
