"""What the registers hold at their first start: plausible, the same each time, and the guide's people in it."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from stdnum.fr import siret as siret_francais

from referentiel.communes import commune, departement, departements, regions
from referentiel.eligibilite import Lien, Logement, Menage, Norme, Ressources, Typologie, evaluer
from referentiel.eligibilite import Personne as PersonneDuMenage
from referentiel.registres import NumeroUnique
from stack.registre.cycle import plus_mois
from stack.registre.demande import Demande, Etat, LienCodemandeur
from stack.registre.semences import employeurs, tirer
from stack.registre.semences.guide import fiches_du_guide

JOUR = date(2026, 11, 24)
FICHES = tirer(JOUR)
PAR_CLE = {fiche.cle: fiche.demande for fiche in FICHES}
DEMANDES = tuple(PAR_CLE.values())
T2_DU_GUIDE = Logement(Typologie.T2, Norme.PLS, "75111", Decimal(841))
"""The guide #5: « 841 €, 47 m2, T2, Paris 11e »."""


def ressources(demande: Demande, jour: date = JOUR) -> Ressources:
    rfr = {annuel.annee: annuel.montant for annuel in demande.ressources.rfr}
    return Ressources(
        rfr_n2=rfr[jour.year - 2],
        rfr_n1=rfr.get(jour.year - 1),
        revenu_mensuel=Decimal(demande.ressources.revenu_mensuel),
        aide_logement_mensuelle=Decimal(demande.ressources.aide_logement_mensuelle),
        revenus_12_mois=demande.ressources.revenus_12_mois,
    )


def menage(demande: Demande) -> Menage:
    personnes = [PersonneDuMenage(Lien.DEMANDEUR, demande.demandeur.date_naissance, demande.demandeur.cmi_invalidite)]
    if demande.codemandeur:
        en_couple = demande.codemandeur.lien is LienCodemandeur.CONJOINT
        lien = Lien.CONJOINT if en_couple else Lien.AUTRE_OCCUPANT
        personnes.append(PersonneDuMenage(lien, demande.codemandeur.date_naissance, demande.codemandeur.cmi_invalidite))
    for autre in demande.autres_personnes:
        lien = Lien.A_CHARGE if autre.a_charge else Lien.AUTRE_OCCUPANT
        personnes.append(PersonneDuMenage(lien, autre.date_naissance, autre.cmi_invalidite))
    return Menage(tuple(personnes))


def adultes(demande: Demande):
    return [demande.demandeur, *([demande.codemandeur] if demande.codemandeur else [])]


CANDIDATS = ("jean-dupont", "candidat-1", "candidat-2", "candidat-3", "candidat-4", "ancienne", "bientot-perimee")


@pytest.mark.parametrize("cle", CANDIDATS)
@pytest.mark.parametrize("jour", [JOUR, date(2027, 1, 2), date(2028, 2, 29)])
def test_jean_dupont_and_his_rivals_may_apply_for_the_home_of_the_guide(cle, jour):
    demande = next(fiche.demande for fiche in fiches_du_guide(jour) if fiche.cle == cle)
    assert "75111" in demande.souhaits.communes
    assert demande.etat is Etat.ACTIVE
    assert evaluer(menage(demande), ressources(demande, jour), T2_DU_GUIDE, jour).eligible


def test_jean_dupont_is_the_one_of_the_guide():
    jean = PAR_CLE["jean-dupont"]
    assert (jean.demandeur.civilite, jean.demandeur.prenom, jean.demandeur.nom_naissance) == ("M", "Jean", "DUPONT")
    assert jean.courriel == "dupontjean@yopmail.com"
    assert menage(jean).nombre_personnes == 1
    assert jean.souhaits.communes == ("75111", "75112", "75120", "75110", "75103")
    assert jean.demandeur.activite.siret_employeur == employeurs.GUIDE


def test_anne_porte_and_denis_gigi_have_the_employers_of_the_guides_screens():
    anne = PAR_CLE["anne-porte"]
    assert [(p.prenom, p.nom_naissance) for p in adultes(anne)] == [("ANNE", "PORTE"), ("Denis", "GIGI")]
    siens, de_denis = (p.activite.siret_employeur for p in adultes(anne))
    assert siens == employeurs.GUIDE
    assert de_denis == employeurs.GUIDE_CODEMANDEUR
    assert siens.startswith("82454968")
    assert de_denis.startswith("11222111")
    assert siret_francais.is_valid(siens)
    assert siret_francais.is_valid(de_denis)
    assert anne.logement_actuel.situation == "HEBERGE"
    assert anne.motif == "LOGEMENT_REPRIS"
    assert {commune(code).region for code in anne.souhaits.communes} == {"11"}


def test_a_couple_of_the_finistere_may_apply_in_brest():
    demande = PAR_CLE["bretagne-1"]
    assert demande.registre == "29"
    assert "29019" in demande.souhaits.communes
    offre = Logement(Typologie.T3, Norme.PLUS, "29019", Decimal("434.23"))
    assert evaluer(menage(demande), ressources(demande), offre, JOUR).eligible


def test_there_is_one_demande_for_each_case_of_the_guide():
    assert PAR_CLE["sans-siret"].demandeur.activite.siret_employeur is None
    assert PAR_CLE["radiee"].etat is Etat.RADIEE
    assert PAR_CLE["candidat-2"].dalo
    assert PAR_CLE["ancienne"].date_depot < JOUR - timedelta(days=7 * 365)
    assert PAR_CLE["bientot-perimee"].date_fin_validite == JOUR + timedelta(days=12)
    assert menage(PAR_CLE["famille"]).nombre_personnes == 4


def test_the_draw_is_the_same_each_time():
    assert tirer(JOUR) == FICHES
    assert len(FICHES) == 300


def test_another_day_changes_the_dates_alone():
    dates = {"date_depot", "date_fin_validite", "ressources"}
    un_autre_jour = tirer(date(2028, 2, 29))
    assert [f.demande.model_dump(exclude=dates) for f in un_autre_jour] == [
        f.demande.model_dump(exclude=dates) for f in FICHES
    ]
    assert [f.cle for f in un_autre_jour] == [f.cle for f in FICHES]


def test_numbers_are_valid_unique_and_of_the_département():
    numeros = [demande.numero_unique for demande in DEMANDES]
    assert len(set(numeros)) == len(numeros)
    for demande in DEMANDES:
        assert demande.departement in NumeroUnique.lire(demande.numero_unique).territoire.departements


def test_addresses_are_unique_and_reach_nobody():
    adresses = [demande.courriel for demande in DEMANDES]
    assert len(set(adresses)) == len(adresses)
    assert all(a.endswith(".example") for a in adresses if a != "dupontjean@yopmail.com")
    assert all(a.isascii() for a in adresses)


def test_every_commune_is_known_and_its_postal_code_is_its_own():
    for demande in DEMANDES:
        for code in demande.souhaits.communes:
            assert departement(commune(code).departement).region == departement(demande.departement).region
        actuel = demande.logement_actuel
        assert actuel.code_postal in commune(actuel.code_insee).codes_postaux
        for adulte in adultes(demande):
            if adulte.activite.travail_code_insee:
                assert adulte.activite.travail_code_postal in commune(adulte.activite.travail_code_insee).codes_postaux


def test_paris_lyon_and_marseille_are_asked_for_by_arrondissement():
    voulues = {code for demande in DEMANDES for code in demande.souhaits.communes}
    assert not voulues & {"75056", "69123", "13055"}
    assert any(code.startswith("751") for code in voulues)


def test_every_département_of_every_region_has_its_demande():
    assert {demande.departement for demande in DEMANDES} == {d.code for d in departements()}
    assert {departement(demande.departement).region for demande in DEMANDES} == {r.code for r in regions()}


def test_every_employer_has_a_valid_siret():
    tires = {
        adulte.activite.siret_employeur
        for fiche in FICHES
        for adulte in adultes(fiche.demande)
        if adulte.activite.siret_employeur
    }
    assert len(tires) > 20
    assert all(siret_francais.is_valid(siret) for siret in tires)


def test_dates_are_those_of_demandes_renewed_every_year():
    ordinaires = [fiche.demande for fiche in FICHES if not fiche.pourquoi]
    assert all(plus_mois(JOUR, -48) <= demande.date_depot <= JOUR for demande in ordinaires)
    actives = [demande for demande in DEMANDES if demande.etat is Etat.ACTIVE]
    assert all(demande.date_fin_validite > JOUR for demande in actives)
    assert sum(demande.date_fin_validite <= JOUR + timedelta(days=30) for demande in actives) >= 15
    assert sum(demande.dalo for demande in actives) >= 10
    assert len(Counter(d.motif_radiation for d in DEMANDES if d.etat is Etat.RADIEE)) >= 3


def test_households_and_incomes_hold_together():
    for demande in DEMANDES:
        assert all(18 <= (JOUR - adulte.date_naissance).days / 365.25 < 100 for adulte in adultes(demande))
        if any(autre.lien == "ENFANT" for autre in demande.autres_personnes):
            aine = max((JOUR - autre.date_naissance).days for autre in demande.autres_personnes if autre.a_charge)
            parent = max((JOUR - adulte.date_naissance).days for adulte in adultes(demande))
            assert aine < parent or any(autre.lien == "ASCENDANT" for autre in demande.autres_personnes)
        annuel = demande.ressources.revenu_mensuel * 12
        dernier = demande.ressources.rfr[-1].montant
        assert 0.75 * annuel < dernier < 1.4 * annuel
        assert menage(demande).nombre_personnes <= 9
