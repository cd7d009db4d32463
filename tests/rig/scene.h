#ifndef RIG_SCENE_H
#define RIG_SCENE_H

#include "transcript.h"
#include "wire.h"

/*
 * What a transcript has set so far: who talks to whom, and what the MTA's
 * macros say. Texts belong to the transcript or the arena.
 */
struct scene {
	struct arena *arena;
	struct str server, address, port; /* whom the client reached */
	struct str client;		  /* absent: none so far */
	struct wire_macro *macro;	  /* all that are defined */
	size_t nmacros;
	struct str *said; /* names of those that a "macro" step set */
	size_t nsaid;
};

/* A transcript begins: our server's name, its defaults, no client. */
void scene_init(struct scene *s, struct arena *a, struct str server);

/* A new connection: TLS, AUTH and the client are forgotten. */
void scene_again(struct scene *s);

/* The steps of these names. */
void scene_server(struct scene *s, const struct step *step);
void scene_client(struct scene *s, const struct step *step);
void scene_macro(struct scene *s, const struct step *step);
void scene_starttls(struct scene *s, const struct step *step);
void scene_auth(struct scene *s, const struct step *step);

/* Absent: the macro is not defined; set to absent: no longer. */
struct str scene_get(const struct scene *s, const char *macro);
void scene_set(struct scene *s, const char *macro, struct str value);

/* Did a "macro" step set it? */
bool scene_is_said(const struct scene *s, const char *macro);

/* Has the MTA verified the client's name? */
bool scene_is_verified(const struct scene *s);

/* The client as the MTA names it: its verified name or "[ADDRESS]". */
struct str scene_host(const struct scene *s);

/* Its address as Postfix's packets and {client_addr} have it: "IPv6:2001:..."
 */
struct str scene_tagged(const struct scene *s);
bool scene_is_v6(const struct scene *s);

#endif
