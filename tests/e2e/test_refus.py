"""« Je postule » refused, cancelled, or begun again, on the whole platform (guide #5, #6)."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from stack.parcours.monde import Monde
from stack.parcours.passerelle import Refusee
from stack.parcours.voyage import Voyage

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def candidat(monde: Monde) -> Voyage:
    """A salarié with a validated dossier, who has no candidature between two tests."""
    demande = monde.copie("jean-dupont")
    v = Voyage(monde, monde.salarie(demande), demande["courriel"])
    for _ in (*v.creer_compte(), *v.importer(), *v.completer()):
        pass
    return v


def refuse(faire, *arguments) -> Refusee:
    with pytest.raises(Refusee) as refus:
        faire(*arguments)
    return refus.value


def publiee(v: Voyage, **changements) -> str:
    """A home of the guide, that the salarié may apply to."""
    v.offre_id = v.monde.bailleur.publier(v.monde.annonce(**changements)).corps["id"]
    v.voir_les_offres()
    return v.offre_id


def test_nobody_applies_without_a_validated_dossier(monde):
    """Guide #3: « vous devez valider votre dossier afin d'accéder aux offres »."""
    demande = monde.copie("jean-dupont")
    v = Voyage(monde, monde.salarie(demande), demande["courriel"])
    for _ in v.creer_compte():
        pass
    corps = {"offre_id": "offre-guide-paris-11"}
    sans = refuse(lambda: v.salarie.appeler("POST", "/candidatures/candidatures", json=corps))
    assert (sans.statut, sans.code) == (409, "demande_inconnue")
    for _ in v.importer():
        pass

    def code() -> str:
        return refuse(lambda: v.salarie.appeler("POST", "/candidatures/candidatures", json=corps)).code

    assert code() in ("demande_inconnue", "dossier_non_valide")
    assert refuse(lambda: v.salarie.appeler("GET", "/offres/liste")).code == "dossier_non_valide"


def test_a_home_too_large_is_refused_with_the_reason(candidat):
    """Guide #0: « Pour 1 personne : T1 au T2 »."""
    grande = candidat.monde.bailleur.publier(candidat.monde.annonce(typologie="T5", surface=110)).corps["id"]
    refus = refuse(candidat.salarie.postuler, grande)
    assert refus.code == "non_eligible"
    assert [raison["motif"] for raison in refus.corps["raisons"]] == ["typologie"]


def test_a_home_kept_for_another_firm_is_refused(candidat):
    """Domain, offers: some are reserved for the salariés of one firm."""
    reservee = candidat.monde.bailleur.publier(candidat.monde.annonce(reserve_siret="55210055400013")).corps["id"]
    assert refuse(candidat.salarie.postuler, reservee).code == "offre_reservee"


def test_a_withdrawn_home_is_refused(candidat):
    retiree = publiee(candidat)
    candidat.monde.bailleur.appeler("POST", f"/offres/offres/{retiree}/retrait")
    identifiants = [offre["id"] for offre in candidat.salarie.offres()["items"]]
    assert retiree not in identifiants


def test_fifty_applications_at_once_take_one_place(candidat):
    """Guide #6: « Vous ne pouvez avoir qu'une seule candidature active »."""
    offres = [candidat.monde.bailleur.publier(candidat.monde.annonce()).corps["id"] for _ in range(50)]
    candidat.offre_id = offres[-1]
    candidat.voir_les_offres()
    identifiant = candidat.postuler().trace_id and candidat.candidature_id
    candidat.salarie.annuler(identifiant)
    jeton = candidat.salarie.jetons["jeton_acces"]

    def postuler(offre_id: str) -> tuple[int, str]:
        recu = httpx.post(
            f"{candidat.monde.settings.gateway_url}/candidatures/candidatures",
            json={"offre_id": offre_id},
            headers={"Authorization": f"Bearer {jeton}"},
            timeout=60,
            trust_env=False,
        )
        return recu.status_code, recu.json().get("code", recu.json().get("id"))

    with ThreadPoolExecutor(50) as ensemble:
        reponses = list(ensemble.map(postuler, offres))
    assert sorted(statut for statut, _ in reponses) == [201] + [409] * 49
    assert {code for statut, code in reponses if statut == 409} == {"candidature_deja_active"}
    en_cours = candidat.salarie.appeler("GET", "/candidatures/candidatures").corps["en_cours"]
    assert [c["id"] for c in en_cours] == [identifiant for statut, identifiant in reponses if statut == 201]
    candidat.salarie.annuler(en_cours[0]["id"])


def test_the_same_key_twice_is_one_candidature_and_one_answer(candidat):
    offre_id = publiee(candidat)
    une = candidat.salarie.postuler(offre_id, cle="cle-du-meme-clic")
    autre = candidat.salarie.postuler(offre_id, cle="cle-du-meme-clic")
    assert (une.statut, une.texte) == (autre.statut, autre.texte)
    candidat.salarie.annuler(une.corps["id"])


def test_an_invalidated_candidature_frees_the_salarie_at_once(candidat):
    """Guide #6, « Étape 2 »."""
    premiere = candidat.salarie.postuler(publiee(candidat)).corps["id"]
    autre = publiee(candidat)
    assert refuse(candidat.salarie.postuler, autre).code == "candidature_deja_active"
    candidat.monde.conseiller.invalider(premiere, "piece_manquante")
    seconde = candidat.salarie.postuler(autre).corps["id"]
    candidat.salarie.annuler(seconde)


def test_what_was_transmitted_is_not_cancelled_and_a_refusal_frees_the_salarie(candidat):
    """Guide #6: « A ce stade, votre candidature ne pourra plus être annulée »; CCH R. 441-10 for the answer."""
    m, s = candidat.monde, candidat.salarie
    publiee(candidat)
    candidat.postuler()
    for _ in candidat.instruire():
        pass
    assert refuse(s.annuler, candidat.candidature_id).code == "candidature_non_annulable"
    m.bailleur.decider(candidat.candidature_id, {"type": "attribution"}, m.aujourd_hui(), insuffisants=True)
    s.repondre(candidat.candidature_id, acceptee=False)
    m.boite(s.email).attendre("Votre refus est enregistré")
    archivee = s.candidature(candidat.candidature_id)
    assert (archivee["active"], archivee["statut"]) == (False, "refusee")
    nouvelle = s.postuler(publiee(candidat)).corps["id"]
    s.annuler(nouvelle)
