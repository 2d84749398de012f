"""The guide's journey on the whole platform, through the gateway, with the real parts (guide #2 to #6)."""

import pytest

from stack.demo import attendre, suivis
from stack.parcours.monde import Monde
from stack.parcours.passerelle import Refusee, jusqu_a
from stack.parcours.voyage import ENVOI, Voyage
from stack.services import BUILT

pytestmark = pytest.mark.e2e


def voyage(monde: Monde, cle: str = "jean-dupont") -> Voyage:
    demande = monde.copie(cle)
    return Voyage(monde, monde.salarie(demande), demande["courriel"])


def avec_un_dossier_valide(monde: Monde, cle: str = "jean-dupont") -> Voyage:
    v = voyage(monde, cle)
    for _ in (*v.creer_compte(), *v.importer(), *v.completer()):
        pass
    return v


def test_from_creer_mon_compte_to_entrer_dans_les_lieux(plateforme):
    """Every step of the guide: its state, the events that it causes, one e-mail, one trace through what it touched."""
    monde = plateforme.monde
    v = voyage(monde)
    pas = []
    envois = 0
    touches = set()
    for un in v.tout():
        faits = attendre(plateforme.evenements, un)
        noms = [fait.nom for fait in faits]
        assert sorted(noms) == sorted(un.attendus), un.quoi
        envois += noms.count(ENVOI)
        touches |= set(suivis(monde, un, faits))
        pas.append(un.quoi)
    assert pas[-1] == "« Entrer dans les lieux »"
    assert touches >= {"gateway", "registre", *BUILT}
    assert len(set(pas)) == len(pas)
    courriels = monde.boite(v.salarie.email).courriels()
    assert len(courriels) == envois
    assert [c.livraisons for c in courriels] == [1] * len(courriels)
    assert courriels[0].objet == "Action Logement Services – Demande d'accès"
    fin = v.salarie.appeler("GET", "/candidatures/candidatures").corps
    assert fin["en_cours"] == []
    assert [etape["etat"] for etape in fin["archivees"][0]["etapes"]] == ["fait"] * 6


def test_a_demande_of_a_departmental_register_is_imported_as_one_of_the_national_portal(monde):
    """Guide #3: « Votre département de recherche est celui du Finistère »."""
    v = avec_un_dossier_valide(monde, "bretagne-1")
    demande = v.salarie.demande()
    assert demande["statut"] == "validee"
    assert demande["registre"]["adresse"] == "demandelogement29.fr/imhowebGP29/"
    comptes = v.salarie.offres()["compteurs"]
    assert set(comptes) == {"communes_demandees", "communes_limitrophes", "autres_communes"}


def test_the_three_tabs_share_no_home_and_the_filters_reset(monde):
    """Guide #5: « Chaque onglet a sa propre liste »."""
    v = avec_un_dossier_valide(monde)
    listes = [
        {offre["id"] for offre in v.salarie.offres(onglet, non_eligibles=True)["items"]}
        for onglet in ("communes_demandees", "communes_limitrophes", "autres_communes")
    ]
    assert listes[0]
    assert len(set().union(*listes)) == sum(map(len, listes))
    tout = v.salarie.offres()["compteurs"]
    aucun = v.salarie.offres(prix_max=1)
    assert set(aucun["compteurs"].values()) == {0}
    assert v.salarie.offres()["compteurs"] == tout


def test_a_forgotten_password_is_replaced_by_the_link_of_the_email(monde):
    """Guide #2: « Mot de passe oublié ? »."""
    v = voyage(monde)
    for _ in v.creer_compte():
        pass
    s = v.salarie
    s.passerelle.appeler("POST", "/identity/mot-de-passe/oubli", json={"email": s.email})
    lien = monde.boite(s.email).attendre("Mot de passe oublié").lien
    ancien, s.mot_de_passe = s.mot_de_passe, "Un-Autre-Mot-2"
    s.choisir_mot_de_passe(lien, s.valider_email(lien))
    s.ouvrir_session()
    s.mot_de_passe = ancien
    with pytest.raises(Refusee) as refus:
        s.ouvrir_session()
    assert refus.value.code == "identifiants_invalides"


def test_asking_for_an_account_twice_tells_nothing_and_writes_to_its_owner(monde):
    """OWASP ASVS: no account enumeration."""
    v = voyage(monde)
    premiere = v.salarie.creer_compte()
    for _ in voyage_apres_la_premiere(v):
        pass
    seconde = v.salarie.creer_compte()
    assert (seconde.statut, seconde.corps) == (premiere.statut, premiere.corps)
    monde.boite(v.salarie.email).attendre("Vous avez déjà un compte")


def voyage_apres_la_premiere(v: Voyage):
    lien = v.monde.boite(v.salarie.email).attendre("Demande d'accès").lien
    yield v.salarie.choisir_mot_de_passe(lien, v.salarie.valider_email(lien))


def test_the_firm_sees_what_its_salarie_consented_to_and_nothing_else(monde):
    """Guide #3, « Choix n°2 »."""
    v = avec_un_dossier_valide(monde)
    nom = v.salarie.nom

    def vue() -> list[dict]:
        page = monde.employeur.appeler("GET", "/demande-import/employeur/demandes", params={"limite": 100}).corps
        return [d for d in page["items"] if d.get("adresse_email") == v.adresse_registre or nom in str(d)]

    assert jusqu_a(vue, 20, "la demande chez l’employeur")
    assert "revenu" not in str(vue())


def test_without_a_token_the_gateway_answers_in_french(monde):
    with pytest.raises(Refusee) as refus:
        monde.passerelle().appeler("GET", "/candidatures/candidatures")
    assert (refus.value.statut, refus.value.code) == (401, "jeton_absent_ou_invalide")
