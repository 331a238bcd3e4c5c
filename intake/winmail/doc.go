// Package winmail reads winmail.dat, the file into which Outlook puts the words, the form and the files of a mail that
// it writes in its own way (TNEF, [MS-OXTNEF]). The words are often there and nowhere else, as compressed RTF.
//
// Senders are strangers: any bytes are read without harm, and what a damaged file still holds is kept.
package winmail
