"""Every route, who may open it, and what it answers: the table that tests/test_rechte.py walks.

Columns: name · door · status of GET for whoever may · objects in the address.
Doors: `offen` everybody, `konto` signed in, `team` every role of the Veranstalter (and POST only for those who write),
`planung` only those who write, `leitung` only the Leitung, and the kinds of personal links. The conference runs; with
`_danach` it is the link into one that is over, with released minutes.
405 are the routes that only know POST.
"""

ROUTEN = """
konferenz:start offen 200
konferenz:impressum offen 200
konferenz:datenschutz offen 200
konferenz:barrierefreiheit offen 200
konferenz:hilfe offen 200
konferenz:darstellung offen 200
konferenz:gesund offen 200
konferenz:konto konto 200
konferenz:verwaltung konto 302
konferenz:konferenzen team 200
konferenz:konferenz_neu planung 200
konferenz:team team 200
konferenz:mitglied_neu leitung 200
konferenz:mitglied_rolle leitung 200 pk=mitglied
konferenz:mitglied_entfernen leitung 200 pk=mitglied
konferenz:einstellungen leitung 200
konferenz:rechtliches leitung 200
konferenz:konferenz_bearbeiten planung 200
konferenz:leitfragen team 200
konferenz:leitfrage planung 200 pk=leitfrage
konferenz:leitfrage_verschieben team 405 pk=leitfrage
konferenz:leitfrage_loeschen planung 200 pk=leitfrage
konferenz:programm team 200
konferenz:punkt_neu planung 200
konferenz:programm_vorlage team 405
konferenz:punkt planung 200 pk=punkt
konferenz:punkt_verschieben team 405 pk=punkt
konferenz:punkt_loeschen planung 200 pk=punkt
konferenz:phase team 200
konferenz:phase_zurueck planung 200
konferenz:absage planung 200
konferenz:absage_zuruecknehmen planung 200
konferenz:tore team 200
konferenz:links team 200
konferenz:druckauftrag planung 200 kennung=druckauftrag
konferenz:druckauftrag_nochmal team 405 kennung=druckauftrag
konferenz:druckauftrag_datei planung 200 kennung=druckauftrag nummer=druckteil
konferenz:link_sperren planung 200 kennung=zugang
konferenz:link_erneuern team 405 kennung=zugang
konferenz:veranstalter offen 200
konferenz:wappen offen 404
konferenz:termine offen 200
konferenz:impressum_veranstalter offen 200
konferenz:datenschutz_veranstalter offen 200
konferenz:barrierefreiheit_veranstalter offen 200
teilnehmer:einrichtungen team 200
teilnehmer:vorschlaege team 200
teilnehmer:vorschlag_zuordnen team 405
teilnehmer:vorschlag_aufnehmen team 405
teilnehmer:vorschlag_verwerfen team 405
teilnehmer:einrichtung_neu planung 200
teilnehmer:traeger team 200
teilnehmer:traeger_bearbeiten planung 200 pk=traeger
teilnehmer:traeger_loeschen planung 200 pk=traeger
teilnehmer:verzeichnis_xlsx team 200
teilnehmer:verzeichnis_csv team 200
teilnehmer:anmeldungen_xlsx team 200
teilnehmer:radar_xlsx team 200
teilnehmer:verzeichnisimport_hochladen planung 200
teilnehmer:verzeichnisimport planung 200 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_spalten planung 200 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_entscheiden team 405 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_uebernehmen team 405 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_sofort team 405 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_ausgelassen planung 200 kennung=verzeichnisimport
teilnehmer:verzeichnisimport_zuruecknehmen planung 200 kennung=uebernommen
teilnehmer:verzeichnisimport_verwerfen planung 200 kennung=verzeichnisimport
teilnehmer:einrichtung team 200 kennung=einrichtung
teilnehmer:ansprechperson_neu planung 200 kennung=einrichtung
teilnehmer:ansprechperson planung 200 kennung=einrichtung pk=ansprechperson
teilnehmer:ansprechperson_loeschen planung 200 kennung=einrichtung pk=ansprechperson
teilnehmer:postausgang team 200
teilnehmer:postausgang_senden team 405
teilnehmer:postausgang_noch_einmal team 405
teilnehmer:nachricht team 200 pk=nachricht
teilnehmer:nachricht_noch_einmal team 405 pk=nachricht
teilnehmer:nachricht_zurueckgekommen team 405 pk=nachricht
teilnehmer:anmeldungen team 200
teilnehmer:anmeldungen_gesperrt planung 200
teilnehmer:anmeldung_absagen planung 200 kennung=anmeldung
teilnehmer:warteliste team 200
teilnehmer:anmeldung_kommt team 405 kennung=anmeldung
teilnehmer:anmeldung_frist planung 200 kennung=anmeldung
teilnehmer:anfragen team 200
teilnehmer:anfrage planung 200 kennung=anfrage
teilnehmer:anfrage_ablehnen planung 200 kennung=anfrage
teilnehmer:anmelden anmelden 200
teilnehmer:anmelden_danke anmelden 200
teilnehmer:anmeldung_sperrvermerk planung 200 kennung=anmeldung
teilnehmer:bedarfe team 200
teilnehmer:bedarf_person planung 200 kennung=anmeldung
teilnehmer:rundmail planung 200
teilnehmer:rundmail_bearbeiten planung 200 pk=rundmail
teilnehmer:einladungen team 200
teilnehmer:auswahl planung 200
teilnehmer:aussendung_neu planung 200
teilnehmer:aussendung team 200 pk=aussendung
teilnehmer:aussendung_bearbeiten planung 200 pk=aussendung
teilnehmer:aussendung_loeschen planung 200 pk=aussendung
teilnehmer:aussendung_zuruecknehmen team 405 pk=aussendung
teilnehmer:einladungen_zurueckgekommene planung 200
teilnehmer:einladung_verwaltung team 200 kennung=einladung_kennung
teilnehmer:einladung_sperren planung 200 kennung=einladung_kennung
teilnehmer:einladung_erneuern planung 200 kennung=einladung_kennung
teilnehmer:einladung_erneut planung 302 kennung=einladung_kennung
teilnehmer:einladung_entfernen planung 200 kennung=einladung_kennung
teilnehmer:einladung_brief team 405 kennung=einladung_kennung
teilnehmer:aussendung_pruefen_neu team 405
teilnehmer:aussendung_pruefen team 405 pk=aussendung
teilnehmer:aussendung_vorschau team 200 pk=aussendung
teilnehmer:aussendung_testmail team 405 pk=aussendung
teilnehmer:serienbrief planung 200
teilnehmer:serienbrief_pdf planung 302 pk=aussendung
teilnehmer:serienbrief_drucken team 405 pk=aussendung
teilnehmer:serienbrief_versandt team 405 pk=aussendung
teilnehmer:einladung_brief_pdf planung 200 kennung=einladung_kennung
teilnehmer:antwort_eintragen planung 200 kennung=einladung_kennung
teilnehmer:einladung_code offen 200
teilnehmer:einladung einladung 200
teilnehmer:antwort einladung 200
teilnehmer:person einladung 200 kennung=anmeldung
teilnehmer:person_absagen einladung 405 kennung=anmeldung
teilnehmer:person_platz einladung 405 kennung=anmeldung
teilnehmer:pass_senden einladung 200 kennung=anmeldung
teilnehmer:weitergeben einladung 200
themen:pass_gruppen pass 200
themen:pass_gruppen_stand pass 200
themen:pass_themen_stand pass 200
themen:pass_rolle pass 405 nr=nr
themen:moderation_person_themen moderation 200 kennung=anmeldung
themen:moderation_person_rolle moderation 405 kennung=anmeldung
themen:hilfe_person_themen hilfe 200 kennung=anmeldung
themen:hilfe_person_rolle hilfe 405 kennung=anmeldung
themen:verwaltung_person_themen team 200 kennung=anmeldung
themen:verwaltung_person_rolle team 405 kennung=anmeldung
themen:moderation_gruppen_stand moderation 200
themen:moderation_thema_verschieben moderation 405 nr=nr
themen:hilfe_gruppen_stand hilfe 200
themen:verwaltung_gruppen_stand team 200
themen:verwaltung_thema_verschieben team 405 nr=nr
themen:leinwand leinwand 200
themen:leinwand_stand leinwand 200
themen:moderation moderation 200
themen:moderation_weiter moderation 405
themen:moderation_beenden moderation 405
themen:moderation_tore moderation 405
themen:moderation_stand moderation 200
themen:moderation_zurueck moderation 405
themen:moderation_anhalten moderation 405
themen:moderation_weiterlaufen moderation 405
themen:moderation_zugabe moderation 405
themen:moderation_leinwand moderation 405
themen:moderation_pitch_naechstes moderation 405
themen:moderation_pitch_beginnen moderation 405 kennung=thema
themen:moderation_pitch_beenden moderation 405 kennung=thema
themen:moderation_pitch_zurueck moderation 405 kennung=thema
themen:moderation_pitch_verschieben moderation 405 kennung=thema
themen:moderation_gruppen moderation 200
themen:moderation_gruppe_neu moderation 200
themen:moderation_umbau_zurueck moderation 405 pk=umbau
themen:moderation_gruppe_bearbeiten moderation 200 nr=nr
themen:moderation_themen_geben moderation 405 nr=nr
themen:moderation_thema_nehmen moderation 405 nr=nr
themen:moderation_zusammenlegen moderation 405 nr=nr
themen:moderation_teilen moderation 405 nr=nr
themen:moderation_aufloesen moderation 405 nr=nr
themen:verwaltung_gruppen team 200
themen:verwaltung_gruppe_neu planung 200
themen:verwaltung_umbau_zurueck team 405 pk=umbau
themen:verwaltung_gruppe_bearbeiten planung 200 nr=nr
themen:verwaltung_themen_geben team 405 nr=nr
themen:verwaltung_thema_nehmen team 405 nr=nr
themen:verwaltung_zusammenlegen team 405 nr=nr
themen:verwaltung_teilen team 405 nr=nr
themen:verwaltung_aufloesen team 405 nr=nr
themen:moderation_personen moderation 200
themen:schild offen 404 kennung=anmeldung
themen:hilfe hilfe 200
themen:moderation_anwesenheit_stand moderation 200
themen:hilfe_anwesenheit_stand hilfe 200
themen:verwaltung_anwesenheit_stand team 200
themen:verwaltung_personen team 200
themen:moderation_vor_ort moderation 200
themen:moderation_person moderation 200 kennung=anmeldung
themen:moderation_person_da moderation 405 kennung=anmeldung
themen:moderation_person_gruppe moderation 405 kennung=anmeldung
themen:hilfe_gruppen hilfe 200
themen:hilfe_vor_ort hilfe 200
themen:hilfe_person hilfe 200 kennung=anmeldung
themen:hilfe_person_da hilfe 405 kennung=anmeldung
themen:hilfe_person_gruppe hilfe 405 kennung=anmeldung
themen:verwaltung_vor_ort planung 200
themen:verwaltung_person team 200 kennung=anmeldung
themen:verwaltung_person_da team 405 kennung=anmeldung
themen:verwaltung_person_gruppe team 405 kennung=anmeldung
themen:moderation_thema_neu moderation 200
themen:hilfe_thema_neu hilfe 200
themen:druck team 200
themen:druck_protokoll team 200
themen:druck_gruppen team 200
themen:druck_gruppe team 200 nr=nr
themen:druck_gruppenbogen team 200
themen:druck_ganz_bestellen team 405
themen:druck_gruppen_bestellen team 405
themen:druck_tuerschilder team 200
themen:druck_gruppenschilder team 200
themen:druck_tischkarten team 200
themen:druck_themenkarten team 200
themen:druck_gruppenboegen team 200
themen:druck_mitstreiterlisten team 200
themen:druck_namensschilder team 200
themen:druck_probebogen team 200
themen:druck_teilnahmeliste team 200
themen:moderation_druck moderation 200
themen:moderation_druck_protokoll moderation 200
themen:moderation_druck_gruppen moderation 200
themen:moderation_druck_gruppe moderation 200 nr=nr
themen:moderation_druck_gruppenbogen moderation 200
themen:moderation_druck_tuerschilder moderation 200
themen:moderation_druck_gruppenschilder moderation 200
themen:moderation_druck_tischkarten moderation 200
themen:moderation_druck_themenkarten moderation 200
themen:druck_regieplan team 200
themen:moderation_druck_regieplan moderation 200
themen:moderation_druck_gruppenboegen moderation 200
themen:moderation_druck_mitstreiterlisten moderation 200
themen:konferenz_einlesen leitung 200
themen:konferenz_ausgeben leitung 405
themen:dateien team 200
themen:dateien_protokoll team 200
themen:dateien_tabellen team 200
themen:dateien_tabellen_intern team 200
themen:dateien_vorlage team 200
themen:protokoll team 200
themen:protokoll_fassung team 200
themen:protokoll_abschnitte team 200
themen:protokoll_abschnitt team 200
themen:protokoll_abschnitt_daten team 200
themen:protokoll_abschnitt_zurueck team 405
themen:protokoll_freigabe team 200
themen:protokoll_rueckmeldung planung 200
themen:protokoll_vorlegen team 405
themen:protokoll_zurueck team 405
themen:protokoll_freigeben leitung 302
themen:protokoll_korrigieren planung 200
themen:protokoll_korrektur_beenden team 405
themen:protokoll_anmerkungen team 200
themen:protokoll_anmerkung_neu planung 403
themen:protokoll_anmerkung planung 200 kennung=anmerkung
themen:moderation_protokoll_anmerkung moderation 403
themen:protokoll_versionen team 200
themen:protokoll_version team 200 nummer=protokollversion
themen:protokoll_version_dateien team 405 nummer=protokollversion
themen:protokoll_verteilen planung 200 nummer=protokollversion
themen:protokoll_version_seite team 200 nummer=protokollversion
themen:protokoll_version_pdf team 200 nummer=protokollversion
themen:protokoll_version_gruppe team 200 nummer=protokollversion nr=nr
themen:pass_protokoll pass_danach 200
themen:pass_protokoll_pdf pass_danach 200
themen:einladung_protokoll einladung_danach 200
themen:einladung_protokoll_pdf einladung_danach 200
themen:moderation_protokoll moderation 200
themen:brett_verwaltung team 200 nr=nr
themen:brett_verwaltung_stand team 200 nr=nr
themen:brett_verwaltung_verlauf team 200 nr=nr kennung=befund
themen:brett_verwaltung_ort team 405 nr=nr kennung=befund
themen:brett_verwaltung_loeschen team 405 nr=nr kennung=befund
themen:brett_verwaltung_wiederherstellen team 405 nr=nr kennung=befund
themen:gruppe pass 200 nr=nr
themen:gruppe_stand pass 200 nr=nr
themen:gruppe_verlauf pass 200 nr=nr kennung=befund
themen:gruppe_ort pass 405 nr=nr kennung=befund
themen:gruppe_loeschen pass 405 nr=nr kennung=befund
themen:gruppe_wiederherstellen pass 405 nr=nr kennung=befund
themen:brett_moderation moderation 200 nr=nr
themen:brett_moderation_stand moderation 200 nr=nr
themen:brett_moderation_verlauf moderation 200 nr=nr kennung=befund
themen:brett_moderation_ort moderation 405 nr=nr kennung=befund
themen:brett_moderation_loeschen moderation 405 nr=nr kennung=befund
themen:brett_moderation_wiederherstellen moderation 405 nr=nr kennung=befund
themen:brett_hilfe hilfe 200 nr=nr
themen:brett_hilfe_stand hilfe 200 nr=nr
themen:brett_hilfe_verlauf hilfe 200 nr=nr kennung=befund
themen:brett_hilfe_ort hilfe 405 nr=nr kennung=befund
themen:brett_hilfe_loeschen hilfe 405 nr=nr kennung=befund
themen:brett_hilfe_wiederherstellen hilfe 405 nr=nr kennung=befund
themen:brett_verwaltung_massnahme_neu planung 200 nr=nr
themen:brett_verwaltung_offen planung 200 nr=nr
themen:brett_verwaltung_massnahme team 200 nr=nr kennung=massnahme
themen:brett_verwaltung_massnahme_loeschen team 405 nr=nr kennung=massnahme
themen:brett_verwaltung_massnahme_wiederherstellen team 405 nr=nr kennung=massnahme
themen:gruppe_massnahme_neu pass 200 nr=nr
themen:gruppe_offen pass 200 nr=nr
themen:gruppe_massnahme pass 200 nr=nr kennung=massnahme
themen:gruppe_massnahme_loeschen pass 405 nr=nr kennung=massnahme
themen:gruppe_massnahme_wiederherstellen pass 405 nr=nr kennung=massnahme
themen:brett_moderation_massnahme_neu moderation 200 nr=nr
themen:brett_moderation_offen moderation 200 nr=nr
themen:brett_moderation_massnahme moderation 200 nr=nr kennung=massnahme
themen:brett_moderation_massnahme_loeschen moderation 405 nr=nr kennung=massnahme
themen:brett_moderation_massnahme_wiederherstellen moderation 405 nr=nr kennung=massnahme
themen:brett_hilfe_massnahme_neu hilfe 200 nr=nr
themen:brett_hilfe_offen hilfe 200 nr=nr
themen:brett_hilfe_massnahme hilfe 200 nr=nr kennung=massnahme
themen:brett_hilfe_massnahme_loeschen hilfe 405 nr=nr kennung=massnahme
themen:brett_hilfe_massnahme_wiederherstellen hilfe 405 nr=nr kennung=massnahme
themen:pass_punkte pass 200
themen:hilfe_person_punkte hilfe 200 kennung=anmeldung
themen:moderation_person_punkte moderation 200 kennung=anmeldung
themen:verwaltung_person_punkte team 200 kennung=anmeldung
themen:moderation_punkte moderation 200
themen:verwaltung_punkte team 200
themen:massnahmen team 200
themen:massnahme_stand team 200 kennung=massnahme
themen:uebersicht team 200
themen:vorschau team 200
themen:vorschau_ergebnisse team 200
themen:bericht team 200
themen:bericht_text team 200
themen:bericht_txt team 200
themen:bericht_html team 200
themen:veroeffentlichen team 200
themen:zuruecknehmen team 405
themen:ergebnisse_feed offen 200
themen:verwaltung_themen team 200
themen:verwaltung_thema_neu planung 200
themen:verwaltung_thema team 200 kennung=thema
themen:verwaltung_thema_schritt team 405 kennung=thema
themen:einladung_themen einladung 200
themen:einladung_thema_neu einladung 200
themen:einladung_thema_bearbeiten einladung 200 kennung=thema
themen:einladung_thema_zurueckziehen einladung 405 kennung=thema
themen:pass pass 200
themen:pass_themen pass 200
themen:pass_thema_neu pass 200
themen:pass_thema pass 200 kennung=thema
themen:pass_thema_bearbeiten pass 200 kennung=eigenes
themen:pass_thema_zurueckziehen pass 405 kennung=thema
themen:mitmachen pass 405 kennung=thema
themen:nicht_mehr_mitmachen pass 405 kennung=thema
themen:pass_daten pass 200
themen:pass_einwilligungen pass 200
themen:pass_bedarf pass 200
themen:pass_pdf pass 200
themen:pass_rueckmeldung pass 200
themen:rueckmeldung team 200
themen:rueckmeldung_zitat team 405 pk=rueckmeldung
themen:rueckmeldung_loeschen team 405 pk=rueckmeldung
themen:verwaltung_rueckmeldung_neu planung 200
themen:moderation_rueckmeldung_neu moderation 200
themen:hilfe_rueckmeldung_neu hilfe 200
themen:druck_rueckmeldebogen team 200
themen:moderation_druck_rueckmeldebogen moderation 200
themen:pass_gespraeche pass 200
themen:pass_gespraeche_karte pass 200
themen:pass_gespraeche_stand pass 200
themen:pass_gespraeche_kontakt pass 405
themen:moderation_gespraeche moderation 200
themen:moderation_gespraeche_planen moderation 405
themen:moderation_gespraeche_neu moderation 405
themen:moderation_gespraeche_beginnen moderation 405
themen:moderation_gespraeche_beenden moderation 405
themen:moderation_gespraeche_zurueck moderation 405
themen:moderation_gespraeche_stand moderation 200
themen:verwaltung_gespraeche team 200
themen:verwaltung_gespraeche_planen team 405
themen:verwaltung_gespraeche_neu team 405
themen:verwaltung_gespraeche_beginnen team 405
themen:verwaltung_gespraeche_beenden team 405
themen:verwaltung_gespraeche_zurueck team 405
themen:verwaltung_gespraeche_stand team 200
themen:moderation_person_gespraeche moderation 200 kennung=anmeldung
themen:moderation_person_gespraeche_platz moderation 405 kennung=anmeldung
themen:moderation_person_gespraeche_kontakt moderation 405 kennung=anmeldung
themen:hilfe_person_gespraeche hilfe 200 kennung=anmeldung
themen:hilfe_person_gespraeche_platz hilfe 405 kennung=anmeldung
themen:hilfe_person_gespraeche_kontakt hilfe 405 kennung=anmeldung
themen:verwaltung_person_gespraeche team 200 kennung=anmeldung
themen:verwaltung_person_gespraeche_platz team 405 kennung=anmeldung
themen:verwaltung_person_gespraeche_kontakt team 405 kennung=anmeldung
themen:druck_gespraeche_namen team 200
themen:druck_gespraeche_tische team 200
themen:moderation_druck_gespraeche_namen moderation 200
themen:moderation_druck_gespraeche_tische moderation 200
themen:pass_abmelden pass 200
themen:pass_platz pass 405
themen:themen offen 200
themen:thema offen 200 kennung=thema
themen:protokoll_seite offen 404
themen:protokoll_pdf offen 404
themen:gruppe_pdf offen 404 nr=nr
themen:konferenz offen 200
themen:gruppen offen 200
themen:ergebnisse offen 404
themen:termin offen 200
themen:verwaltung_fotos team 200
themen:verwaltung_foto team 200 kennung=foto
themen:verwaltung_foto_bild team 200 kennung=foto
themen:verwaltung_foto_vorschau team 200 kennung=foto
themen:verwaltung_foto_verschieben team 405 kennung=foto
themen:verwaltung_foto_loeschen team 405 kennung=foto
themen:verwaltung_foto_wiederherstellen team 405 kennung=foto
themen:verwaltung_gruppe_fotos team 200 nr=nr
themen:verwaltung_abtippen team 200 nr=nr kennung=foto
themen:moderation_fotos moderation 200
themen:moderation_foto moderation 200 kennung=foto
themen:moderation_foto_bild moderation 200 kennung=foto
themen:moderation_foto_vorschau moderation 200 kennung=foto
themen:moderation_foto_verschieben moderation 405 kennung=foto
themen:moderation_foto_loeschen moderation 405 kennung=foto
themen:moderation_foto_wiederherstellen moderation 405 kennung=foto
themen:moderation_gruppe_fotos moderation 200 nr=nr
themen:moderation_abtippen moderation 200 nr=nr kennung=foto
themen:hilfe_fotos hilfe 200
themen:hilfe_foto hilfe 200 kennung=foto
themen:hilfe_foto_bild hilfe 200 kennung=foto
themen:hilfe_foto_vorschau hilfe 200 kennung=foto
themen:hilfe_foto_verschieben hilfe 405 kennung=foto
themen:hilfe_foto_loeschen hilfe 405 kennung=foto
themen:hilfe_foto_wiederherstellen hilfe 405 kennung=foto
themen:hilfe_gruppe_fotos hilfe 200 nr=nr
themen:hilfe_abtippen hilfe 200 nr=nr kennung=foto
themen:pass_fotos pass 200
themen:pass_foto pass 200 kennung=foto
themen:pass_foto_bild pass 200 kennung=foto
themen:pass_foto_vorschau pass 200 kennung=foto
themen:pass_foto_verschieben pass 405 kennung=foto
themen:pass_foto_loeschen pass 405 kennung=foto
themen:pass_foto_wiederherstellen pass 405 kennung=foto
themen:pass_gruppe_fotos pass 200 nr=nr
themen:pass_abtippen pass 200 nr=nr kennung=foto
themen:verwaltung_foto_endgueltig team 405 kennung=foto
themen:einladung_foto_bild einladung_danach 200 kennung=foto_danach
themen:einladung_foto_vorschau einladung_danach 200 kennung=foto_danach
themen:foto_oeffentlich offen 404 kennung=foto
themen:foto_oeffentlich_vorschau offen 404 kennung=foto
themen:druck_plakat team 200 nr=nr
themen:moderation_druck_plakat moderation 200 nr=nr
themen:druck_plakate team 405
"""
