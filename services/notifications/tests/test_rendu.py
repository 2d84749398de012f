"""Each e-mail as it is rendered, against the text that was read and agreed (tests/attendus).

After a wanted change: ALIN_ECRIRE_ATTENDUS=1 writes them again, then read the difference.
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from contracts.notifications import ModeleCourriel
from notifications.courrier import Impossible, Pli, message
from notifications.domain.courriels import OBJETS, Modele, Securite, Suivi
from notifications.rendu import Rendu, instant, jour, rendre

ATTENDUS = Path(__file__).parent / "attendus"
LIEN = "https://al-in.example/ouvrir?a=1&b=2"
FAITS: dict[str, Any] = {
    "offre": {
        "typologie": "T3",
        "commune_nom": "Brest",
        "departement": "29",
        "bailleur_nom": "Habitat de l’Exemple",
    },
    "code": "042817",
    "jours": 2,
    "expire_le": datetime(2026, 11, 25, 9, 5, tzinfo=UTC),
    "visite_le": datetime(2026, 11, 25, 14, 0, tzinfo=UTC),
    "repondre_avant": date(2026, 12, 14),
    "condition_avant": date(2026, 12, 4),
    "rang": 2,
    "motif": None,
}
MODELES: list[Modele] = [*ModeleCourriel, *Suivi, *Securite]


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele.value)
def test_the_email_is_the_one_that_was_agreed(modele: Modele) -> None:
    rendu = rendre(modele, LIEN, FAITS)
    for suffix, text in (("txt", f"{rendu.sujet}\n\n{rendu.texte}"), ("html", rendu.html)):
        path = ATTENDUS / f"{modele.value}.{suffix}"
        if os.environ.get("ALIN_ECRIRE_ATTENDUS"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")


def test_no_agreed_text_is_left_over() -> None:
    assert {path.stem for path in ATTENDUS.iterdir()} == {modele.value for modele in MODELES}


def test_the_access_email_is_the_guides_word_for_word() -> None:
    """Guide #2: « Demande d'accès »."""
    rendu = rendre(ModeleCourriel.ACCES, LIEN, FAITS)
    assert rendu.sujet == "Action Logement Services – Demande d'accès"
    assert rendu.texte.replace(f" : {LIEN}", ".").replace("\n\n", " ").strip() == (
        "Madame, Monsieur, Suite à votre demande d'accès, veuillez cliquer sur le lien ci-dessous et suivre les "
        "instructions. Cliquez ici. Ce lien expire dans 2 jour(s). Si vous n'êtes pas à l'origine de cette demande, "
        "merci d'ignorer ce message. Bien cordialement, Action Logement Services SAS au capital de 20.000.000 d'euros"
    )


def test_what_a_bailleur_writes_never_becomes_html() -> None:
    offre = {**FAITS["offre"], "bailleur_nom": "<script>alert(1)</script>"}
    html = rendre(Suivi.DEPOSEE, LIEN, {**FAITS, "offre": offre}).html
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_missing_fact_is_refused_rather_than_left_blank() -> None:
    with pytest.raises(UndefinedError):
        rendre(ModeleCourriel.CODE_SECURITE, LIEN, {"expire_le": None})


def test_every_subject_is_the_same_for_everybody() -> None:
    for modele in MODELES:
        assert rendre(modele, LIEN, FAITS).sujet == OBJETS[modele].sujet
        assert "{" not in OBJETS[modele].sujet


def test_dates_are_said_in_french_in_paris_time() -> None:
    assert jour(date(2026, 5, 1)) == "vendredi 1er mai 2026"
    assert instant(datetime(2026, 11, 25, 14, 0, tzinfo=UTC)) == "mercredi 25 novembre 2026 à 15 h 00"


def test_a_visit_is_told_in_the_time_of_the_home() -> None:
    """At La Réunion it is 18 h when it is 15 h in Paris."""
    offre = {**FAITS["offre"], "departement": "974"}
    texte = rendre(Suivi.VISITE, LIEN, {**FAITS, "offre": offre}).texte
    assert "le mercredi 25 novembre 2026 à 18 h 00" in texte


@pytest.mark.parametrize(
    ("commune", "attendu"),
    [("Brest", "à Brest"), ("Le Havre", "au Havre"), ("Les Lilas", "aux Lilas"), ("La Rochelle", "à La Rochelle")],
)
def test_a_commune_is_said_as_in_french(commune: str, attendu: str) -> None:
    texte = rendre(Suivi.DEPOSEE, LIEN, {**FAITS, "offre": {**FAITS["offre"], "commune_nom": commune}}).texte
    assert f"pour le logement T3 {attendu}, proposé par Habitat de l’Exemple, est enregistrée." in texte


@pytest.mark.parametrize(
    ("motif", "raison", "postuler"),
    [
        ("offre_retiree", "le bailleur a retiré ce logement", True),
        ("logement_attribue", "ce logement est attribué à un autre candidat", True),
        ("demande_radiee", "votre demande de logement social est radiée de son registre", False),
        ("demande_supprimee", "votre demande n’est plus sur AL’in", False),
    ],
)
def test_a_closing_says_why_and_whether_one_may_apply_again_at_once(motif: str, raison: str, postuler: bool) -> None:
    """Guide #6: « Vous pourrez alors vous positionner sur une nouvelle offre », with a demande that allows it."""
    texte = rendre(Suivi.CLASSEE, LIEN, {**FAITS, "motif": motif}).texte
    assert f"est close sans suite : {raison}." in texte
    assert ("vous pouvez dès maintenant postuler" in texte) is postuler


def test_a_document_that_did_not_come_is_not_told_as_a_choice_of_the_commission() -> None:
    """CCH R. 441-3, attribution sous condition suspensive."""
    texte = rendre(Suivi.NON_ATTRIBUEE, LIEN, {**FAITS, "motif": "condition_non_levee"}).texte
    assert "n’est pas parvenu au bailleur à temps" in texte
    assert "n’a pas retenu" not in texte


def test_an_attribution_under_condition_says_what_to_do_and_what_follows() -> None:
    """CCH R. 441-3 and R. 441-10."""
    texte = rendre(Suivi.ATTRIBUEE_SOUS_CONDITION, LIEN, FAITS).texte
    assert "jusqu’au vendredi 4 décembre 2026 inclus" in texte
    assert "au moins 10 jours" in texte
    sans_date = rendre(Suivi.ATTRIBUEE_SOUS_CONDITION, LIEN, {**FAITS, "condition_avant": None}).texte
    assert "déposez-le sans attendre" in sans_date, "an event of before the date was told"


def test_the_message_has_two_parts_and_says_it_is_automatic() -> None:
    pli = Pli("camille.exemple@courriel.example", Rendu("Sujet", "Texte\n", "<p>Texte</p>"))
    courriel = message(
        pli,
        envoi_id="e1",
        expediteur="Action Logement <no-reply@actionlogement.fr>",
        le=datetime(2026, 11, 24, tzinfo=UTC),
    )
    assert courriel["Message-ID"] == "<e1@actionlogement.fr>"
    assert courriel["Auto-Submitted"] == "auto-generated"
    assert courriel["From"] == "Action Logement <no-reply@actionlogement.fr>"
    assert [part.get_content_type() for part in courriel.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "adresse", ["sans-arobase", "", "a@b.example\r\nBcc: autre@b.example", "a@b.example, autre@b.example"]
)
def test_an_address_that_no_header_can_hold_is_refused(adresse: str) -> None:
    with pytest.raises(Impossible):
        message(Pli(adresse, Rendu("S", "T", "H")), envoi_id="e", expediteur="a@b.example", le=datetime.now(UTC))
