"""The states of a demande and of an import, whatever is asked in whatever order (guide #3, #4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.demande_import import Consentement, StatutDemande
from demande_import.domain import refus
from demande_import.domain.demande import Complements, Demande, Rattachement
from demande_import.domain.dossier import MotifRadiation
from demande_import.domain.entreprise import TEXTES, Entreprise, choix_de, siret_valide
from demande_import.domain.imports import EtatImport, Import, masquer
from demande_import.registres.national import DemandeNationale

from .fabrique import AUTRE_SIRET, JEAN, SIRET, jean

S = StatutDemande
LE = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DOSSIER = DemandeNationale.model_validate(jean(), strict=False).dossier()


def _demande(**changements) -> Demande:
    faits = {
        "id": "d1",
        "compte_id": "c1",
        "registre": "national",
        "numero": JEAN,
        "cle_numero": "k",
        "dossier": DOSSIER,
        "pieces_au": date(2026, 11, 2),
        "importee_le": LE,
        "creee_sur_alin_le": LE,
        "verifiee_le": LE,
        "le": LE,
    }
    return Demande.model_validate({**faits, **changements})


def _complements(consentement: Consentement = Consentement.ANONYME) -> Complements:
    return Complements(
        rattachement=Rattachement.DEMANDEUR,
        siret=SIRET,
        nom_employeur="Ateliers Durand",
        plusieurs_employeurs=False,
        consentement=consentement,
    )


def _toutes(demande: Demande) -> frozenset[str]:
    return frozenset(piece.id for piece in demande.pieces)


GESTES = {
    "completer": lambda d: d.completer(_complements(), LE),
    "completer_2": lambda d: d.completer(_complements(Consentement.POLITIQUE_LOGEMENT), LE),
    "cocher": lambda d: d.confirmer_pieces(_toutes(d), LE),
    "decocher": lambda d: d.confirmer_pieces(frozenset(), LE),
    "valider": lambda d: d.valider(LE, avis_requis=False),
    "valider_avec_avis": lambda d: d.valider(LE, avis_requis=True),
    "oui": lambda d: d.valider_par_employeur(LE),
    "non": lambda d: d.refuser_par_employeur("autre", LE),
    "mettre_a_jour": lambda d: d.mettre_a_jour(DOSSIER, None, LE, date(2026, 11, 2)),
    "radier": lambda d: d.radier(MotifRadiation.ATTRIBUTION, LE),
}


@given(gestes=st.lists(st.sampled_from(sorted(GESTES)), max_size=25))
def test_no_order_of_gestures_validates_an_incomplete_dossier(gestes):
    """Guide #3: complements, then every pièce, then « Valider mon dossier »."""
    demande = _demande()
    for geste in gestes:
        avant = demande
        try:
            demande = GESTES[geste](demande)
        except refus.Refuse:
            assert demande is avant
            continue
        assert demande.version == avant.version + 1
        assert avant.statut is not S.RADIEE
        if demande.statut in (S.VALIDEE, S.ATTENTE_EMPLOYEUR):
            assert demande.complements
            assert not demande.manquantes
        if demande.statut in (S.ATTENTE_EMPLOYEUR, S.REFUSEE_EMPLOYEUR) and demande.complements:
            assert demande.complements.consentement is not Consentement.ANONYME
        if geste == "mettre_a_jour":
            assert demande.manquantes


def test_a_policy_that_validates_waits_for_the_firm_unless_anonymous():
    """Guide #3: the firm « conditionne le dépôt de ma demande à sa validation », for who wants its policy."""
    for consentement, attendu in (
        (Consentement.ANONYME, S.VALIDEE),
        (Consentement.POLITIQUE_LOGEMENT, S.ATTENTE_EMPLOYEUR),
    ):
        demande = _demande().completer(_complements(consentement), LE)
        demande = demande.confirmer_pieces(_toutes(demande), LE)
        assert demande.valider(LE, avis_requis=True).statut is attendu


def test_an_update_keeps_the_complements_while_firm_and_choice_hold():
    """Guide #4: « Mettre à jour » brings the register's data, SIRET included."""
    demande = _demande().completer(_complements(), LE)
    jour = date(2026, 11, 3)
    assert demande.mettre_a_jour(DOSSIER, None, LE, jour).complements == demande.complements
    activite = DOSSIER.demandeur.activite.model_copy(update={"siret_employeur": AUTRE_SIRET})
    ailleurs = DOSSIER.model_copy(update={"demandeur": DOSSIER.demandeur.model_copy(update={"activite": activite})})
    partie = demande.mettre_a_jour(ailleurs, None, LE, jour)
    assert (partie.complements, partie.statut) == (None, S.A_COMPLETER)
    stricte = _firme(choix_proposes=(Consentement.DOSSIER_COMPLET,))
    assert demande.mettre_a_jour(DOSSIER, stricte, LE, jour).statut is S.A_COMPLETER


def _firme(**changements) -> Entreprise:
    return Entreprise.model_validate(
        {"siret": SIRET, "raison_sociale": "Ateliers", "effectif": 120, "le": LE, **changements}
    )


@pytest.mark.parametrize(
    ("effectif", "agricole", "publique", "prioritaire"),
    [
        (9, False, False, False),
        (10, False, False, True),
        (49, True, False, False),
        (50, True, False, True),
        (5000, False, True, False),
    ],
)
def test_private_firms_of_ten_or_fifty_in_agriculture_make_priority_applicants(
    effectif, agricole, publique, prioritaire
):
    """Guide #0."""
    assert _firme(effectif=effectif, agricole=agricole, publique=publique).eligible is prioritaire


@pytest.mark.parametrize(
    ("creee", "requis"),
    [(datetime(2021, 4, 19, 21, 59, tzinfo=UTC), True), (datetime(2021, 4, 19, 22, tzinfo=UTC), False)],
)
def test_demandes_created_before_20_april_2021_need_one_code(creee, requis):
    """Guide #4; midnight in Paris."""
    ancienne = _demande(creee_sur_alin_le=creee, verifiee_le=None)
    assert ancienne.code_requis is requis
    assert not ancienne.verifier(LE).code_requis


def test_renewal_is_asked_for_a_month_before_and_radiation_comes_a_month_after():
    """Arrêté du 23 mars 2015: notice one month before the end of the year, struck off at 13 months."""
    demande = _demande()
    assert demande.preavis_le == date(2027, 9, 4)
    assert demande.radiable_le == date(2027, 11, 4)


@given(heures=st.floats(0, 72), essai_pris=st.booleans(), juste=st.booleans())
@example(heures=23.99, essai_pris=True, juste=True)
@example(heures=24, essai_pris=True, juste=True)
def test_a_code_brings_the_demande_only_in_time_with_an_attempt_left_and_right(heures, essai_pris, juste):
    """Guide #3: « Ce code est actif durant un délai de 24h »."""
    imp = Import(
        id="i1",
        compte_id="c1",
        registre="national",
        territoire="75",
        numero=JEAN,
        cle_numero="k",
        cree_le=LE,
        le=LE,
    ).envoyer_code(DOSSIER, "bon", LE)
    instant = LE + timedelta(hours=heures)
    try:
        dossier = imp.verifier_code("bon" if juste else "faux", instant, essai_pris=essai_pris)
    except refus.CodeExpire:
        assert heures >= 24
    except refus.EssaisEpuises:
        assert not essai_pris
    except refus.CodeIncorrect:
        assert not juste
    else:
        assert (dossier, heures < 24, essai_pris, juste) == (DOSSIER, True, True, True)


@pytest.mark.parametrize("etat", [etat for etat in EtatImport if etat not in ("recherche", "code_envoye")])
def test_a_closed_import_remembers_neither_number_nor_answer(etat):
    """Domain, Privacy: nothing named is kept of an import that brought nothing."""
    imp = Import(
        id="i1", compte_id="c1", registre="29", territoire="29", numero=JEAN, cle_numero="k", cree_le=LE, le=LE
    )
    clos = imp.envoyer_code(DOSSIER, "code", LE).clore(etat, LE)
    assert "Dupont" not in clos.model_dump_json()
    assert JEAN not in clos.model_dump_json()
    with pytest.raises(refus.CodeNonAttendu):
        clos.verifier_code("code", LE, essai_pris=True)


def test_what_cannot_be_read_is_not_quoted():
    """Domain, Privacy: never a name, an income or a numéro unique in a log, where errors go."""
    lu = _demande().model_dump(mode="json")
    for faux in ({"numero": [JEAN]}, {"dossier": "Dupont"}, {"dossier": {**lu["dossier"], "courriel": "Dupont"}}):
        with pytest.raises(ValidationError) as erreur:
            Demande.model_validate({**lu, **faux})
        assert not any(secret in str(erreur.value) for secret in ("Dupont", JEAN))


def test_the_three_choices_read_as_the_guide_writes_them():
    """Guide #3, « Mes souhaits concernant mes données personnelles »."""
    libelles = [TEXTES[choix][0] for choix in Consentement]
    assert libelles[0] == "Je souhaite rester anonyme"
    assert all(
        libelle.startswith("Je souhaite profiter de la politique logement de mon entreprise")
        for libelle in libelles[1:]
    )
    assert "Je ne bénéficierai pas de la politique logement de mon entreprise." in TEXTES[Consentement.ANONYME][1]
    assert "commune logement actuel, localisation souhaitée" in TEXTES[Consentement.POLITIQUE_LOGEMENT][1]
    assert "l'historique de mes candidatures" in TEXTES[Consentement.DOSSIER_COMPLET][1]


def test_the_choices_of_a_firm_keep_the_guides_order_and_all_are_offered_without_a_policy():
    """Guide #3: « Selon la politique de votre entreprise, les choix proposés peuvent être modulés »."""
    assert choix_de(None) == tuple(Consentement)
    modulee = _firme(choix_proposes=(Consentement.DOSSIER_COMPLET, Consentement.ANONYME))
    assert choix_de(modulee) == (Consentement.ANONYME, Consentement.DOSSIER_COMPLET)


@pytest.mark.parametrize(
    ("siret", "valide"),
    [(SIRET, True), ("12345678200011", False), ("8245496802432", False), ("", False), (None, False)],
)
def test_a_siret_has_14_digits_and_its_check(siret, valide):
    """Guide #3: « Le N° SIRET est obligatoire sur AL'in »; the one of the screen has 13 digits."""
    assert siret_valide(siret) is valide


def test_dates_come_from_the_register_never_from_the_number():
    """Guide #1; domain: the number is non signifiant. This one reads « 10/21 »."""
    dossier = DemandeNationale.model_validate(jean(dateDepot="2019-05-06"), strict=False).dossier()
    assert dossier.deposee_le == date(2019, 5, 6)


def test_the_masked_email_shows_a_letter_and_the_domain():
    assert masquer("dupontjean@yopmail.com") == "d…@yopmail.com"
