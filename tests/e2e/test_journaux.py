"""Nothing personal where operators and other systems look: logs, traces, metrics, public events (domain, Privacy)."""

import httpx
import pytest

from contracts.registry import PUBLIC, topic_named
from stack.parcours.voyage import Voyage

pytestmark = pytest.mark.e2e
NOM, PRENOM = "KOWALTCHENKO", "Anastazy"
RFR = 26_317
"""Under the ceiling, and found nowhere else."""


@pytest.fixture(scope="module")
def voyage(monde) -> Voyage:
    """A whole journey, of somebody whose name and income cannot be there by chance."""
    cle = monde.copie("jean-dupont")["cle"]
    personne = {"nomNaissance": NOM, "prenom": PRENOM}
    annee = monde.aujourd_hui().year
    rfr = [{"annee": annee - 2, "montant": RFR}, {"annee": annee - 1, "montant": RFR}]
    corps = {"demandeur": personne, "ressources": {"rfr": rfr}, "courriel": "anastazy.k@courriel.example"}
    demande = monde.registre("PATCH", f"/pilotage/demandes/{cle}", corps)
    v = Voyage(monde, monde.salarie(demande), demande["courriel"])
    for _ in v.tout():
        pass
    return v


@pytest.fixture(scope="module")
def secrets(voyage) -> dict[str, str]:
    """What must be read nowhere, by what it is."""
    courriels = voyage.monde.boite(voyage.salarie.email).courriels()
    acces = next(c for c in courriels if "Demande d'accès" in c.objet)
    code = next(c for c in courriels if "code de sécurité" in c.objet)
    return {
        "nom": NOM,
        "prénom": PRENOM,
        "e-mail": voyage.salarie.email,
        "numéro unique": voyage.salarie.numero_unique,
        "téléphone": "+33612345678",
        "mot de passe": voyage.salarie.mot_de_passe,
        "jeton du lien": acces.lien.rsplit("/", 1)[-1],
        "code de sécurité": f'"{code.code}"',
        "jeton de session": voyage.salarie.jetons["jeton_rafraichissement"],
        "signature du jeton d’accès": voyage.salarie.jetons["jeton_acces"].rsplit(".", 1)[-1],
        "revenu": str(RFR),
    }


def lus_dans(texte: str, secrets: dict[str, str]) -> set[str]:
    bas = texte.casefold()
    return {nom for nom, valeur in secrets.items() if valeur.casefold() in bas}


def test_the_search_itself_finds_what_is_there(voyage, secrets):
    """The e-mails do hold the code and the link: a search that found nothing there would prove nothing."""
    courriels = " ".join(f"{c.texte} {c.html}" for c in voyage.monde.boite(voyage.salarie.email).courriels())
    assert "jeton du lien" in lus_dans(courriels, secrets)


def test_no_log_of_any_part_names_the_person(voyage, secrets):
    trouves = {
        journal.name: lus
        for journal in voyage.monde.settings.logs.glob("*.log*")
        if (lus := lus_dans(journal.read_text(errors="replace"), secrets))
    }
    assert trouves == {}


def test_no_trace_and_no_metric_names_the_person(voyage, secrets):
    console = voyage.monde.settings.console_url
    with httpx.Client(base_url=console, timeout=30, trust_env=False) as client:
        resumes = client.get("/api/traces").json()
        assert len(resumes) > 50
        for resume in resumes:
            spans = client.get(f"/api/traces/{resume['trace_id']}").text
            assert lus_dans(spans, secrets) == set(), resume["racine"]
        assert lus_dans(client.get("/metriques").text, secrets) == set()


def test_no_public_event_names_the_person(plateforme, voyage, secrets):
    publics = [fait for fait in plateforme.evenements.faits if PUBLIC in topic_named(fait.topic).readers]
    assert len(publics) > 2000
    assert lus_dans(" ".join(f"{fait.sujet} {fait.corps.decode()}" for fait in publics), secrets) == set()


def test_only_the_topics_that_say_so_name_the_person(plateforme, voyage, secrets):
    """Contracts: a topic that carries personal data says so in the registry."""
    autres = [fait for fait in plateforme.evenements.faits if not topic_named(fait.topic).personal_data]
    assert lus_dans(" ".join(f"{fait.sujet} {fait.corps.decode()}" for fait in autres), secrets) == set()
    personnels = {
        fait.topic for fait in plateforme.evenements.faits if NOM.casefold() in fait.corps.decode().casefold()
    }
    assert personnels == {"identity.comptes"}
