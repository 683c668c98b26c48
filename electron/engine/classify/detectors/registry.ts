import type { Detector } from '../detector.ts';
import { email, phone, postalAddress } from './contact.ts';
import { apiToken, connectionString, jwt, password, passwordHash, privateKey } from './credentials.ts';
import { deviceId, deviceNickname, macAddress } from './devices.ts';
import { creditCard, iban } from './finance.ts';
import { deHealthInsurance, drivingLicence, passport, usSsn } from './government.ts';
import { bodyMetric } from './health.ts';
import { dateOfBirth, personName } from './identity.ts';
import { geo, ipAddress, wifiSsid } from './location.ts';
import { nationalIdDetectors } from './national-ids.ts';

/** Every detector. Adding one means one entry in its family's file and one word here. */
export const detectors = [
  email,
  phone,
  postalAddress,
  personName,
  dateOfBirth,
  ipAddress,
  geo,
  wifiSsid,
  macAddress,
  deviceId,
  deviceNickname,
  creditCard,
  iban,
  usSsn,
  passport,
  drivingLicence,
  deHealthInsurance,
  ...nationalIdDetectors,
  bodyMetric,
  passwordHash,
  password,
  apiToken,
  connectionString,
  jwt,
  privateKey,
] satisfies readonly Detector[];
