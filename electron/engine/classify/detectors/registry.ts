import type { Detector } from '../detector.ts';
import { postalAddress, postcode } from './address.ts';
import { childAge } from './children.ts';
import { email, phone } from './contact.ts';
import { connectionString, password, passwordHash, privateKey } from './credentials.ts';
import { advertisingId, deviceId, deviceNickname, firmware, imei, macAddress, pushToken } from './devices.ts';
import { bankAccount, cardSecurityCode, creditCard, cryptoWallet, iban, salary } from './finance.ts';
import { freeText } from './free-text.ts';
import { deHealthInsurance, drivingLicence, passport, usSsn } from './government.ts';
import { bloodGroup, bodyMetric, diagnosis, medication } from './health.ts';
import { dateOfBirth, personName } from './identity.ts';
import { geo, ipAddress, wifiBssid, wifiSsid } from './location.ts';
import { moreNationalIds } from './more-national-ids.ts';
import { nationalIdDetectors } from './national-ids.ts';
import { gender, nationality, photo, username } from './profile.ts';
import { ethnicity, politicalOpinion, religion, sexualOrientation, unionMembership } from './special.ts';
import { apiToken, jwt, sessionId, totpSeed } from './tokens.ts';

/** Every detector. Adding one means one entry in its family's file and one word here. */
export const detectors: readonly Detector[] = [
  email,
  phone,
  postalAddress,
  postcode,
  personName,
  dateOfBirth,
  gender,
  nationality,
  username,
  photo,
  ipAddress,
  geo,
  wifiSsid,
  wifiBssid,
  macAddress,
  imei,
  advertisingId,
  deviceId,
  deviceNickname,
  pushToken,
  firmware,
  creditCard,
  cardSecurityCode,
  iban,
  bankAccount,
  salary,
  cryptoWallet,
  usSsn,
  passport,
  drivingLicence,
  deHealthInsurance,
  ...nationalIdDetectors,
  ...moreNationalIds,
  bodyMetric,
  diagnosis,
  medication,
  bloodGroup,
  religion,
  ethnicity,
  politicalOpinion,
  unionMembership,
  sexualOrientation,
  childAge,
  freeText,
  passwordHash,
  password,
  apiToken,
  sessionId,
  totpSeed,
  connectionString,
  jwt,
  privateKey,
];
