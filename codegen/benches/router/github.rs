// Generated from GitHub's routes; `cargo bless` makes it anew.
/// Which path of the route table a request's path is; the fields are its parameters, still percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint<'p> {
    /// `/authorizations`
    Authorizations,
    /// `/authorizations/{id}`
    AuthorizationsById(&'p str),
    /// `/applications/{client_id}/tokens/{access_token}`
    ApplicationsByClientIdTokensByAccessToken(&'p str, &'p str),
    /// `/applications/{client_id}/tokens`
    ApplicationsByClientIdTokens(&'p str),
    /// `/events`
    Events,
    /// `/repos/{owner}/{repo}/events`
    ReposByOwnerByRepoEvents(&'p str, &'p str),
    /// `/networks/{owner}/{repo}/events`
    NetworksByOwnerByRepoEvents(&'p str, &'p str),
    /// `/orgs/{org}/events`
    OrgsByOrgEvents(&'p str),
    /// `/users/{user}/received_events`
    UsersByUserReceivedEvents(&'p str),
    /// `/users/{user}/received_events/public`
    UsersByUserReceivedEventsPublic(&'p str),
    /// `/users/{user}/events`
    UsersByUserEvents(&'p str),
    /// `/users/{user}/events/public`
    UsersByUserEventsPublic(&'p str),
    /// `/users/{user}/events/orgs/{org}`
    UsersByUserEventsOrgsByOrg(&'p str, &'p str),
    /// `/feeds`
    Feeds,
    /// `/notifications`
    Notifications,
    /// `/repos/{owner}/{repo}/notifications`
    ReposByOwnerByRepoNotifications(&'p str, &'p str),
    /// `/notifications/threads/{id}`
    NotificationsThreadsById(&'p str),
    /// `/notifications/threads/{id}/subscription`
    NotificationsThreadsByIdSubscription(&'p str),
    /// `/repos/{owner}/{repo}/stargazers`
    ReposByOwnerByRepoStargazers(&'p str, &'p str),
    /// `/users/{user}/starred`
    UsersByUserStarred(&'p str),
    /// `/user/starred`
    UserStarred,
    /// `/user/starred/{owner}/{repo}`
    UserStarredByOwnerByRepo(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/subscribers`
    ReposByOwnerByRepoSubscribers(&'p str, &'p str),
    /// `/users/{user}/subscriptions`
    UsersByUserSubscriptions(&'p str),
    /// `/user/subscriptions`
    UserSubscriptions,
    /// `/repos/{owner}/{repo}/subscription`
    ReposByOwnerByRepoSubscription(&'p str, &'p str),
    /// `/user/subscriptions/{owner}/{repo}`
    UserSubscriptionsByOwnerByRepo(&'p str, &'p str),
    /// `/users/{user}/gists`
    UsersByUserGists(&'p str),
    /// `/gists`
    Gists,
    /// `/gists/{id}`
    GistsById(&'p str),
    /// `/gists/{id}/star`
    GistsByIdStar(&'p str),
    /// `/gists/{id}/forks`
    GistsByIdForks(&'p str),
    /// `/repos/{owner}/{repo}/git/blobs/{sha}`
    ReposByOwnerByRepoGitBlobsBySha(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/blobs`
    ReposByOwnerByRepoGitBlobs(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/commits/{sha}`
    ReposByOwnerByRepoGitCommitsBySha(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/commits`
    ReposByOwnerByRepoGitCommits(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/refs`
    ReposByOwnerByRepoGitRefs(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/tags/{sha}`
    ReposByOwnerByRepoGitTagsBySha(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/tags`
    ReposByOwnerByRepoGitTags(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/trees/{sha}`
    ReposByOwnerByRepoGitTreesBySha(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/git/trees`
    ReposByOwnerByRepoGitTrees(&'p str, &'p str),
    /// `/issues`
    Issues,
    /// `/user/issues`
    UserIssues,
    /// `/orgs/{org}/issues`
    OrgsByOrgIssues(&'p str),
    /// `/repos/{owner}/{repo}/issues`
    ReposByOwnerByRepoIssues(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/issues/{number}`
    ReposByOwnerByRepoIssuesByNumber(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/assignees`
    ReposByOwnerByRepoAssignees(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/assignees/{assignee}`
    ReposByOwnerByRepoAssigneesByAssignee(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/issues/{number}/comments`
    ReposByOwnerByRepoIssuesByNumberComments(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/issues/{number}/events`
    ReposByOwnerByRepoIssuesByNumberEvents(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/labels`
    ReposByOwnerByRepoLabels(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/labels/{name}`
    ReposByOwnerByRepoLabelsByName(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/issues/{number}/labels`
    ReposByOwnerByRepoIssuesByNumberLabels(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/issues/{number}/labels/{name}`
    ReposByOwnerByRepoIssuesByNumberLabelsByName(&'p str, &'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/milestones/{number}/labels`
    ReposByOwnerByRepoMilestonesByNumberLabels(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/milestones`
    ReposByOwnerByRepoMilestones(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/milestones/{number}`
    ReposByOwnerByRepoMilestonesByNumber(&'p str, &'p str, &'p str),
    /// `/emojis`
    Emojis,
    /// `/gitignore/templates`
    GitignoreTemplates,
    /// `/gitignore/templates/{name}`
    GitignoreTemplatesByName(&'p str),
    /// `/markdown`
    Markdown,
    /// `/markdown/raw`
    MarkdownRaw,
    /// `/meta`
    Meta,
    /// `/rate_limit`
    RateLimit,
    /// `/users/{user}/orgs`
    UsersByUserOrgs(&'p str),
    /// `/user/orgs`
    UserOrgs,
    /// `/orgs/{org}`
    OrgsByOrg(&'p str),
    /// `/orgs/{org}/members`
    OrgsByOrgMembers(&'p str),
    /// `/orgs/{org}/members/{user}`
    OrgsByOrgMembersByUser(&'p str, &'p str),
    /// `/orgs/{org}/public_members`
    OrgsByOrgPublicMembers(&'p str),
    /// `/orgs/{org}/public_members/{user}`
    OrgsByOrgPublicMembersByUser(&'p str, &'p str),
    /// `/orgs/{org}/teams`
    OrgsByOrgTeams(&'p str),
    /// `/teams/{id}`
    TeamsById(&'p str),
    /// `/teams/{id}/members`
    TeamsByIdMembers(&'p str),
    /// `/teams/{id}/members/{user}`
    TeamsByIdMembersByUser(&'p str, &'p str),
    /// `/teams/{id}/repos`
    TeamsByIdRepos(&'p str),
    /// `/teams/{id}/repos/{owner}/{repo}`
    TeamsByIdReposByOwnerByRepo(&'p str, &'p str, &'p str),
    /// `/user/teams`
    UserTeams,
    /// `/repos/{owner}/{repo}/pulls`
    ReposByOwnerByRepoPulls(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/pulls/{number}`
    ReposByOwnerByRepoPullsByNumber(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/pulls/{number}/commits`
    ReposByOwnerByRepoPullsByNumberCommits(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/pulls/{number}/files`
    ReposByOwnerByRepoPullsByNumberFiles(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/pulls/{number}/merge`
    ReposByOwnerByRepoPullsByNumberMerge(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/pulls/{number}/comments`
    ReposByOwnerByRepoPullsByNumberComments(&'p str, &'p str, &'p str),
    /// `/user/repos`
    UserRepos,
    /// `/users/{user}/repos`
    UsersByUserRepos(&'p str),
    /// `/orgs/{org}/repos`
    OrgsByOrgRepos(&'p str),
    /// `/repositories`
    Repositories,
    /// `/repos/{owner}/{repo}`
    ReposByOwnerByRepo(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/contributors`
    ReposByOwnerByRepoContributors(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/languages`
    ReposByOwnerByRepoLanguages(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/teams`
    ReposByOwnerByRepoTeams(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/tags`
    ReposByOwnerByRepoTags(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/branches`
    ReposByOwnerByRepoBranches(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/branches/{branch}`
    ReposByOwnerByRepoBranchesByBranch(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/collaborators`
    ReposByOwnerByRepoCollaborators(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/collaborators/{user}`
    ReposByOwnerByRepoCollaboratorsByUser(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/comments`
    ReposByOwnerByRepoComments(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/commits/{sha}/comments`
    ReposByOwnerByRepoCommitsByShaComments(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/comments/{id}`
    ReposByOwnerByRepoCommentsById(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/commits`
    ReposByOwnerByRepoCommits(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/commits/{sha}`
    ReposByOwnerByRepoCommitsBySha(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/readme`
    ReposByOwnerByRepoReadme(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/keys`
    ReposByOwnerByRepoKeys(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/keys/{id}`
    ReposByOwnerByRepoKeysById(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/downloads`
    ReposByOwnerByRepoDownloads(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/downloads/{id}`
    ReposByOwnerByRepoDownloadsById(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/forks`
    ReposByOwnerByRepoForks(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/hooks`
    ReposByOwnerByRepoHooks(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/hooks/{id}`
    ReposByOwnerByRepoHooksById(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/hooks/{id}/tests`
    ReposByOwnerByRepoHooksByIdTests(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/merges`
    ReposByOwnerByRepoMerges(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/releases`
    ReposByOwnerByRepoReleases(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/releases/{id}`
    ReposByOwnerByRepoReleasesById(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/releases/{id}/assets`
    ReposByOwnerByRepoReleasesByIdAssets(&'p str, &'p str, &'p str),
    /// `/repos/{owner}/{repo}/stats/contributors`
    ReposByOwnerByRepoStatsContributors(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/stats/commit_activity`
    ReposByOwnerByRepoStatsCommitActivity(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/stats/code_frequency`
    ReposByOwnerByRepoStatsCodeFrequency(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/stats/participation`
    ReposByOwnerByRepoStatsParticipation(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/stats/punch_card`
    ReposByOwnerByRepoStatsPunchCard(&'p str, &'p str),
    /// `/repos/{owner}/{repo}/statuses/{ref}`
    ReposByOwnerByRepoStatusesByRef(&'p str, &'p str, &'p str),
    /// `/search/repositories`
    SearchRepositories,
    /// `/search/code`
    SearchCode,
    /// `/search/issues`
    SearchIssues,
    /// `/search/users`
    SearchUsers,
    /// `/legacy/issues/search/{owner}/{repository}/{state}/{keyword}`
    LegacyIssuesSearchByOwnerByRepositoryByStateByKeyword(
        &'p str,
        &'p str,
        &'p str,
        &'p str,
    ),
    /// `/legacy/repos/search/{keyword}`
    LegacyReposSearchByKeyword(&'p str),
    /// `/legacy/user/search/{keyword}`
    LegacyUserSearchByKeyword(&'p str),
    /// `/legacy/user/email/{email}`
    LegacyUserEmailByEmail(&'p str),
    /// `/users/{user}`
    UsersByUser(&'p str),
    /// `/user`
    User,
    /// `/users`
    Users,
    /// `/user/emails`
    UserEmails,
    /// `/users/{user}/followers`
    UsersByUserFollowers(&'p str),
    /// `/user/followers`
    UserFollowers,
    /// `/users/{user}/following`
    UsersByUserFollowing(&'p str),
    /// `/user/following`
    UserFollowing,
    /// `/user/following/{user}`
    UserFollowingByUser(&'p str),
    /// `/users/{user}/following/{target_user}`
    UsersByUserFollowingByTargetUser(&'p str, &'p str),
    /// `/users/{user}/keys`
    UsersByUserKeys(&'p str),
    /// `/user/keys`
    UserKeys,
    /// `/user/keys/{id}`
    UserKeysById(&'p str),
}
/// Finds the endpoint of a path, which is what stands before `?` in a request's target.
#[allow(clippy::collapsible_if, clippy::collapsible_match)]
pub fn route(path: &str) -> ::core::option::Option<Endpoint<'_>> {
    use ::core::option::Option::{None, Some};
    /// Splits before the next `/` or at the end; an empty segment is no parameter.
    #[inline(always)]
    fn segment(rest: &str) -> ::core::option::Option<(&str, &str)> {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const SLASHES: u64 = ONES * b'/' as u64;
        let mut bytes = rest.as_bytes();
        let mut end = 0;
        while let Some((word, after)) = bytes.split_first_chunk::<8>() {
            let differ = u64::from_le_bytes(*word) ^ SLASHES;
            let zeros = differ.wrapping_sub(ONES) & !differ & (ONES << 7);
            if zeros != 0 {
                end += (zeros.trailing_zeros() / 8) as usize;
                bytes = &[];
                break;
            }
            end += 8;
            bytes = after;
        }
        for byte in bytes {
            if *byte == b'/' {
                break;
            }
            end += 1;
        }
        if end == 0 { None } else { rest.split_at_checked(end) }
    }
    let rest = path;
    if let Some(rest) = rest.strip_prefix("/") {
        match rest.as_bytes() {
            [b'a', ..] => {
                if let Some(rest) = rest.strip_prefix("a") {
                    match rest.as_bytes() {
                        [b'p', ..] => {
                            if let Some(rest) = rest.strip_prefix("pplications/") {
                                if let Some((p0, rest)) = segment(rest) {
                                    if let Some(rest) = rest.strip_prefix("/tokens") {
                                        if rest.is_empty() {
                                            return Some(Endpoint::ApplicationsByClientIdTokens(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            if let Some((p1, rest)) = segment(rest) {
                                                if rest.is_empty() {
                                                    return Some(
                                                        Endpoint::ApplicationsByClientIdTokensByAccessToken(p0, p1),
                                                    );
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        [b'u', ..] => {
                            if let Some(rest) = rest.strip_prefix("uthorizations") {
                                if rest.is_empty() {
                                    return Some(Endpoint::Authorizations);
                                }
                                if let Some(rest) = rest.strip_prefix("/") {
                                    if let Some((p0, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::AuthorizationsById(p0));
                                        }
                                    }
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b'e', ..] => {
                if let Some(rest) = rest.strip_prefix("e") {
                    match rest.as_bytes() {
                        [b'm', ..] => {
                            if rest == "mojis" {
                                return Some(Endpoint::Emojis);
                            }
                        }
                        [b'v', ..] => {
                            if rest == "vents" {
                                return Some(Endpoint::Events);
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b'f', ..] => {
                if rest == "feeds" {
                    return Some(Endpoint::Feeds);
                }
            }
            [b'g', ..] => {
                if let Some(rest) = rest.strip_prefix("gi") {
                    match rest.as_bytes() {
                        [b's', ..] => {
                            if let Some(rest) = rest.strip_prefix("sts") {
                                if rest.is_empty() {
                                    return Some(Endpoint::Gists);
                                }
                                if let Some(rest) = rest.strip_prefix("/") {
                                    if let Some((p0, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::GistsById(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            match rest.as_bytes() {
                                                [b'f', ..] => {
                                                    if rest == "forks" {
                                                        return Some(Endpoint::GistsByIdForks(p0));
                                                    }
                                                }
                                                [b's', ..] => {
                                                    if rest == "star" {
                                                        return Some(Endpoint::GistsByIdStar(p0));
                                                    }
                                                }
                                                _ => {}
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        [b't', ..] => {
                            if let Some(rest) = rest.strip_prefix("tignore/templates") {
                                if rest.is_empty() {
                                    return Some(Endpoint::GitignoreTemplates);
                                }
                                if let Some(rest) = rest.strip_prefix("/") {
                                    if let Some((p0, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::GitignoreTemplatesByName(p0));
                                        }
                                    }
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b'i', ..] => {
                if rest == "issues" {
                    return Some(Endpoint::Issues);
                }
            }
            [b'l', ..] => {
                if let Some(rest) = rest.strip_prefix("legacy/") {
                    match rest.as_bytes() {
                        [b'i', ..] => {
                            if let Some(rest) = rest.strip_prefix("issues/search/") {
                                if let Some((p0, rest)) = segment(rest) {
                                    if let Some(rest) = rest.strip_prefix("/") {
                                        if let Some((p1, rest)) = segment(rest) {
                                            if let Some(rest) = rest.strip_prefix("/") {
                                                if let Some((p2, rest)) = segment(rest) {
                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                        if let Some((p3, rest)) = segment(rest) {
                                                            if rest.is_empty() {
                                                                return Some(
                                                                    Endpoint::LegacyIssuesSearchByOwnerByRepositoryByStateByKeyword(
                                                                        p0,
                                                                        p1,
                                                                        p2,
                                                                        p3,
                                                                    ),
                                                                );
                                                            }
                                                        }
                                                    }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        [b'r', ..] => {
                            if let Some(rest) = rest.strip_prefix("repos/search/") {
                                if let Some((p0, rest)) = segment(rest) {
                                    if rest.is_empty() {
                                        return Some(Endpoint::LegacyReposSearchByKeyword(p0));
                                    }
                                }
                            }
                        }
                        [b'u', ..] => {
                            if let Some(rest) = rest.strip_prefix("user/") {
                                match rest.as_bytes() {
                                    [b'e', ..] => {
                                        if let Some(rest) = rest.strip_prefix("email/") {
                                            if let Some((p0, rest)) = segment(rest) {
                                                if rest.is_empty() {
                                                    return Some(Endpoint::LegacyUserEmailByEmail(p0));
                                                }
                                            }
                                        }
                                    }
                                    [b's', ..] => {
                                        if let Some(rest) = rest.strip_prefix("search/") {
                                            if let Some((p0, rest)) = segment(rest) {
                                                if rest.is_empty() {
                                                    return Some(Endpoint::LegacyUserSearchByKeyword(p0));
                                                }
                                            }
                                        }
                                    }
                                    _ => {}
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b'm', ..] => {
                if let Some(rest) = rest.strip_prefix("m") {
                    match rest.as_bytes() {
                        [b'a', ..] => {
                            if let Some(rest) = rest.strip_prefix("arkdown") {
                                if rest.is_empty() {
                                    return Some(Endpoint::Markdown);
                                }
                                if rest == "/raw" {
                                    return Some(Endpoint::MarkdownRaw);
                                }
                            }
                        }
                        [b'e', ..] => {
                            if rest == "eta" {
                                return Some(Endpoint::Meta);
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b'n', ..] => {
                if let Some(rest) = rest.strip_prefix("n") {
                    match rest.as_bytes() {
                        [b'e', ..] => {
                            if let Some(rest) = rest.strip_prefix("etworks/") {
                                if let Some((p0, rest)) = segment(rest) {
                                    if let Some(rest) = rest.strip_prefix("/") {
                                        if let Some((p1, rest)) = segment(rest) {
                                            if rest == "/events" {
                                                return Some(Endpoint::NetworksByOwnerByRepoEvents(p0, p1));
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        [b'o', ..] => {
                            if let Some(rest) = rest.strip_prefix("otifications") {
                                if rest.is_empty() {
                                    return Some(Endpoint::Notifications);
                                }
                                if let Some(rest) = rest.strip_prefix("/threads/") {
                                    if let Some((p0, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::NotificationsThreadsById(p0));
                                        }
                                        if rest == "/subscription" {
                                            return Some(
                                                Endpoint::NotificationsThreadsByIdSubscription(p0),
                                            );
                                        }
                                    }
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b'o', ..] => {
                if let Some(rest) = rest.strip_prefix("orgs/") {
                    if let Some((p0, rest)) = segment(rest) {
                        if rest.is_empty() {
                            return Some(Endpoint::OrgsByOrg(p0));
                        }
                        if let Some(rest) = rest.strip_prefix("/") {
                            match rest.as_bytes() {
                                [b'e', ..] => {
                                    if rest == "events" {
                                        return Some(Endpoint::OrgsByOrgEvents(p0));
                                    }
                                }
                                [b'i', ..] => {
                                    if rest == "issues" {
                                        return Some(Endpoint::OrgsByOrgIssues(p0));
                                    }
                                }
                                [b'm', ..] => {
                                    if let Some(rest) = rest.strip_prefix("members") {
                                        if rest.is_empty() {
                                            return Some(Endpoint::OrgsByOrgMembers(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            if let Some((p1, rest)) = segment(rest) {
                                                if rest.is_empty() {
                                                    return Some(Endpoint::OrgsByOrgMembersByUser(p0, p1));
                                                }
                                            }
                                        }
                                    }
                                }
                                [b'p', ..] => {
                                    if let Some(rest) = rest.strip_prefix("public_members") {
                                        if rest.is_empty() {
                                            return Some(Endpoint::OrgsByOrgPublicMembers(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            if let Some((p1, rest)) = segment(rest) {
                                                if rest.is_empty() {
                                                    return Some(Endpoint::OrgsByOrgPublicMembersByUser(p0, p1));
                                                }
                                            }
                                        }
                                    }
                                }
                                [b'r', ..] => {
                                    if rest == "repos" {
                                        return Some(Endpoint::OrgsByOrgRepos(p0));
                                    }
                                }
                                [b't', ..] => {
                                    if rest == "teams" {
                                        return Some(Endpoint::OrgsByOrgTeams(p0));
                                    }
                                }
                                _ => {}
                            }
                        }
                    }
                }
            }
            [b'r', ..] => {
                if let Some(rest) = rest.strip_prefix("r") {
                    match rest.as_bytes() {
                        [b'a', ..] => {
                            if rest == "ate_limit" {
                                return Some(Endpoint::RateLimit);
                            }
                        }
                        [b'e', ..] => {
                            if let Some(rest) = rest.strip_prefix("epos") {
                                match rest.as_bytes() {
                                    [b'/', ..] => {
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            if let Some((p0, rest)) = segment(rest) {
                                                if let Some(rest) = rest.strip_prefix("/") {
                                                    if let Some((p1, rest)) = segment(rest) {
                                                        if rest.is_empty() {
                                                            return Some(Endpoint::ReposByOwnerByRepo(p0, p1));
                                                        }
                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                            match rest.as_bytes() {
                                                                [b'a', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("assignees") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoAssignees(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoAssigneesByAssignee(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'b', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("branches") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoBranches(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoBranchesByBranch(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'c', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("co") {
                                                                        match rest.as_bytes() {
                                                                            [b'l', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("llaborators") {
                                                                                    if rest.is_empty() {
                                                                                        return Some(
                                                                                            Endpoint::ReposByOwnerByRepoCollaborators(p0, p1),
                                                                                        );
                                                                                    }
                                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                                        if let Some((p2, rest)) = segment(rest) {
                                                                                            if rest.is_empty() {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoCollaboratorsByUser(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                            [b'm', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("mm") {
                                                                                    match rest.as_bytes() {
                                                                                        [b'e', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("ents") {
                                                                                                if rest.is_empty() {
                                                                                                    return Some(Endpoint::ReposByOwnerByRepoComments(p0, p1));
                                                                                                }
                                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                                    if let Some((p2, rest)) = segment(rest) {
                                                                                                        if rest.is_empty() {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoCommentsById(p0, p1, p2),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        [b'i', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("its") {
                                                                                                if rest.is_empty() {
                                                                                                    return Some(Endpoint::ReposByOwnerByRepoCommits(p0, p1));
                                                                                                }
                                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                                    if let Some((p2, rest)) = segment(rest) {
                                                                                                        if rest.is_empty() {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoCommitsBySha(p0, p1, p2),
                                                                                                            );
                                                                                                        }
                                                                                                        if rest == "/comments" {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoCommitsByShaComments(p0, p1, p2),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        _ => {}
                                                                                    }
                                                                                }
                                                                            }
                                                                            [b'n', ..] => {
                                                                                if rest == "ntributors" {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoContributors(p0, p1),
                                                                                    );
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                [b'd', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("downloads") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoDownloads(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoDownloadsById(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'e', ..] => {
                                                                    if rest == "events" {
                                                                        return Some(Endpoint::ReposByOwnerByRepoEvents(p0, p1));
                                                                    }
                                                                }
                                                                [b'f', ..] => {
                                                                    if rest == "forks" {
                                                                        return Some(Endpoint::ReposByOwnerByRepoForks(p0, p1));
                                                                    }
                                                                }
                                                                [b'g', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("git/") {
                                                                        match rest.as_bytes() {
                                                                            [b'b', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("blobs") {
                                                                                    if rest.is_empty() {
                                                                                        return Some(Endpoint::ReposByOwnerByRepoGitBlobs(p0, p1));
                                                                                    }
                                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                                        if let Some((p2, rest)) = segment(rest) {
                                                                                            if rest.is_empty() {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoGitBlobsBySha(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                            [b'c', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("commits") {
                                                                                    if rest.is_empty() {
                                                                                        return Some(Endpoint::ReposByOwnerByRepoGitCommits(p0, p1));
                                                                                    }
                                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                                        if let Some((p2, rest)) = segment(rest) {
                                                                                            if rest.is_empty() {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoGitCommitsBySha(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                            [b'r', ..] => {
                                                                                if rest == "refs" {
                                                                                    return Some(Endpoint::ReposByOwnerByRepoGitRefs(p0, p1));
                                                                                }
                                                                            }
                                                                            [b't', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("t") {
                                                                                    match rest.as_bytes() {
                                                                                        [b'a', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("ags") {
                                                                                                if rest.is_empty() {
                                                                                                    return Some(Endpoint::ReposByOwnerByRepoGitTags(p0, p1));
                                                                                                }
                                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                                    if let Some((p2, rest)) = segment(rest) {
                                                                                                        if rest.is_empty() {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoGitTagsBySha(p0, p1, p2),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        [b'r', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("rees") {
                                                                                                if rest.is_empty() {
                                                                                                    return Some(Endpoint::ReposByOwnerByRepoGitTrees(p0, p1));
                                                                                                }
                                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                                    if let Some((p2, rest)) = segment(rest) {
                                                                                                        if rest.is_empty() {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoGitTreesBySha(p0, p1, p2),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        _ => {}
                                                                                    }
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                [b'h', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("hooks") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoHooks(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoHooksById(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                                if rest == "/tests" {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoHooksByIdTests(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'i', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("issues") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoIssues(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoIssuesByNumber(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                    match rest.as_bytes() {
                                                                                        [b'c', ..] => {
                                                                                            if rest == "comments" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoIssuesByNumberComments(
                                                                                                        p0,
                                                                                                        p1,
                                                                                                        p2,
                                                                                                    ),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                        [b'e', ..] => {
                                                                                            if rest == "events" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoIssuesByNumberEvents(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                        [b'l', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("labels") {
                                                                                                if rest.is_empty() {
                                                                                                    return Some(
                                                                                                        Endpoint::ReposByOwnerByRepoIssuesByNumberLabels(p0, p1, p2),
                                                                                                    );
                                                                                                }
                                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                                    if let Some((p3, rest)) = segment(rest) {
                                                                                                        if rest.is_empty() {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoIssuesByNumberLabelsByName(
                                                                                                                    p0,
                                                                                                                    p1,
                                                                                                                    p2,
                                                                                                                    p3,
                                                                                                                ),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        _ => {}
                                                                                    }
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'k', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("keys") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoKeys(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoKeysById(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'l', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("la") {
                                                                        match rest.as_bytes() {
                                                                            [b'b', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("bels") {
                                                                                    if rest.is_empty() {
                                                                                        return Some(Endpoint::ReposByOwnerByRepoLabels(p0, p1));
                                                                                    }
                                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                                        if let Some((p2, rest)) = segment(rest) {
                                                                                            if rest.is_empty() {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoLabelsByName(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                            [b'n', ..] => {
                                                                                if rest == "nguages" {
                                                                                    return Some(Endpoint::ReposByOwnerByRepoLanguages(p0, p1));
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                [b'm', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("m") {
                                                                        match rest.as_bytes() {
                                                                            [b'e', ..] => {
                                                                                if rest == "erges" {
                                                                                    return Some(Endpoint::ReposByOwnerByRepoMerges(p0, p1));
                                                                                }
                                                                            }
                                                                            [b'i', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("ilestones") {
                                                                                    if rest.is_empty() {
                                                                                        return Some(Endpoint::ReposByOwnerByRepoMilestones(p0, p1));
                                                                                    }
                                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                                        if let Some((p2, rest)) = segment(rest) {
                                                                                            if rest.is_empty() {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoMilestonesByNumber(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                            if rest == "/labels" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoMilestonesByNumberLabels(
                                                                                                        p0,
                                                                                                        p1,
                                                                                                        p2,
                                                                                                    ),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                [b'n', ..] => {
                                                                    if rest == "notifications" {
                                                                        return Some(
                                                                            Endpoint::ReposByOwnerByRepoNotifications(p0, p1),
                                                                        );
                                                                    }
                                                                }
                                                                [b'p', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("pulls") {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::ReposByOwnerByRepoPulls(p0, p1));
                                                                        }
                                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                if rest.is_empty() {
                                                                                    return Some(
                                                                                        Endpoint::ReposByOwnerByRepoPullsByNumber(p0, p1, p2),
                                                                                    );
                                                                                }
                                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                                    match rest.as_bytes() {
                                                                                        [b'c', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("comm") {
                                                                                                match rest.as_bytes() {
                                                                                                    [b'e', ..] => {
                                                                                                        if rest == "ents" {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoPullsByNumberComments(
                                                                                                                    p0,
                                                                                                                    p1,
                                                                                                                    p2,
                                                                                                                ),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                    [b'i', ..] => {
                                                                                                        if rest == "its" {
                                                                                                            return Some(
                                                                                                                Endpoint::ReposByOwnerByRepoPullsByNumberCommits(p0, p1, p2),
                                                                                                            );
                                                                                                        }
                                                                                                    }
                                                                                                    _ => {}
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        [b'f', ..] => {
                                                                                            if rest == "files" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoPullsByNumberFiles(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                        [b'm', ..] => {
                                                                                            if rest == "merge" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoPullsByNumberMerge(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                        _ => {}
                                                                                    }
                                                                                }
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'r', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("re") {
                                                                        match rest.as_bytes() {
                                                                            [b'a', ..] => {
                                                                                if rest == "adme" {
                                                                                    return Some(Endpoint::ReposByOwnerByRepoReadme(p0, p1));
                                                                                }
                                                                            }
                                                                            [b'l', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("leases") {
                                                                                    if rest.is_empty() {
                                                                                        return Some(Endpoint::ReposByOwnerByRepoReleases(p0, p1));
                                                                                    }
                                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                                        if let Some((p2, rest)) = segment(rest) {
                                                                                            if rest.is_empty() {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoReleasesById(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                            if rest == "/assets" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoReleasesByIdAssets(p0, p1, p2),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                    }
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                [b's', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("s") {
                                                                        match rest.as_bytes() {
                                                                            [b't', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("ta") {
                                                                                    match rest.as_bytes() {
                                                                                        [b'r', ..] => {
                                                                                            if rest == "rgazers" {
                                                                                                return Some(Endpoint::ReposByOwnerByRepoStargazers(p0, p1));
                                                                                            }
                                                                                        }
                                                                                        [b't', ..] => {
                                                                                            if let Some(rest) = rest.strip_prefix("t") {
                                                                                                match rest.as_bytes() {
                                                                                                    [b's', ..] => {
                                                                                                        if let Some(rest) = rest.strip_prefix("s/") {
                                                                                                            match rest.as_bytes() {
                                                                                                                [b'c', ..] => {
                                                                                                                    if let Some(rest) = rest.strip_prefix("co") {
                                                                                                                        match rest.as_bytes() {
                                                                                                                            [b'd', ..] => {
                                                                                                                                if rest == "de_frequency" {
                                                                                                                                    return Some(
                                                                                                                                        Endpoint::ReposByOwnerByRepoStatsCodeFrequency(p0, p1),
                                                                                                                                    );
                                                                                                                                }
                                                                                                                            }
                                                                                                                            [b'm', ..] => {
                                                                                                                                if rest == "mmit_activity" {
                                                                                                                                    return Some(
                                                                                                                                        Endpoint::ReposByOwnerByRepoStatsCommitActivity(p0, p1),
                                                                                                                                    );
                                                                                                                                }
                                                                                                                            }
                                                                                                                            [b'n', ..] => {
                                                                                                                                if rest == "ntributors" {
                                                                                                                                    return Some(
                                                                                                                                        Endpoint::ReposByOwnerByRepoStatsContributors(p0, p1),
                                                                                                                                    );
                                                                                                                                }
                                                                                                                            }
                                                                                                                            _ => {}
                                                                                                                        }
                                                                                                                    }
                                                                                                                }
                                                                                                                [b'p', ..] => {
                                                                                                                    if let Some(rest) = rest.strip_prefix("p") {
                                                                                                                        match rest.as_bytes() {
                                                                                                                            [b'a', ..] => {
                                                                                                                                if rest == "articipation" {
                                                                                                                                    return Some(
                                                                                                                                        Endpoint::ReposByOwnerByRepoStatsParticipation(p0, p1),
                                                                                                                                    );
                                                                                                                                }
                                                                                                                            }
                                                                                                                            [b'u', ..] => {
                                                                                                                                if rest == "unch_card" {
                                                                                                                                    return Some(
                                                                                                                                        Endpoint::ReposByOwnerByRepoStatsPunchCard(p0, p1),
                                                                                                                                    );
                                                                                                                                }
                                                                                                                            }
                                                                                                                            _ => {}
                                                                                                                        }
                                                                                                                    }
                                                                                                                }
                                                                                                                _ => {}
                                                                                                            }
                                                                                                        }
                                                                                                    }
                                                                                                    [b'u', ..] => {
                                                                                                        if let Some(rest) = rest.strip_prefix("uses/") {
                                                                                                            if let Some((p2, rest)) = segment(rest) {
                                                                                                                if rest.is_empty() {
                                                                                                                    return Some(
                                                                                                                        Endpoint::ReposByOwnerByRepoStatusesByRef(p0, p1, p2),
                                                                                                                    );
                                                                                                                }
                                                                                                            }
                                                                                                        }
                                                                                                    }
                                                                                                    _ => {}
                                                                                                }
                                                                                            }
                                                                                        }
                                                                                        _ => {}
                                                                                    }
                                                                                }
                                                                            }
                                                                            [b'u', ..] => {
                                                                                if let Some(rest) = rest.strip_prefix("ubscri") {
                                                                                    match rest.as_bytes() {
                                                                                        [b'b', ..] => {
                                                                                            if rest == "bers" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoSubscribers(p0, p1),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                        [b'p', ..] => {
                                                                                            if rest == "ption" {
                                                                                                return Some(
                                                                                                    Endpoint::ReposByOwnerByRepoSubscription(p0, p1),
                                                                                                );
                                                                                            }
                                                                                        }
                                                                                        _ => {}
                                                                                    }
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                [b't', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("t") {
                                                                        match rest.as_bytes() {
                                                                            [b'a', ..] => {
                                                                                if rest == "ags" {
                                                                                    return Some(Endpoint::ReposByOwnerByRepoTags(p0, p1));
                                                                                }
                                                                            }
                                                                            [b'e', ..] => {
                                                                                if rest == "eams" {
                                                                                    return Some(Endpoint::ReposByOwnerByRepoTeams(p0, p1));
                                                                                }
                                                                            }
                                                                            _ => {}
                                                                        }
                                                                    }
                                                                }
                                                                _ => {}
                                                            }
                                                        }
                                                    }
                                                }
                                            }
                                        }
                                    }
                                    [b'i', ..] => {
                                        if rest == "itories" {
                                            return Some(Endpoint::Repositories);
                                        }
                                    }
                                    _ => {}
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b's', ..] => {
                if let Some(rest) = rest.strip_prefix("search/") {
                    match rest.as_bytes() {
                        [b'c', ..] => {
                            if rest == "code" {
                                return Some(Endpoint::SearchCode);
                            }
                        }
                        [b'i', ..] => {
                            if rest == "issues" {
                                return Some(Endpoint::SearchIssues);
                            }
                        }
                        [b'r', ..] => {
                            if rest == "repositories" {
                                return Some(Endpoint::SearchRepositories);
                            }
                        }
                        [b'u', ..] => {
                            if rest == "users" {
                                return Some(Endpoint::SearchUsers);
                            }
                        }
                        _ => {}
                    }
                }
            }
            [b't', ..] => {
                if let Some(rest) = rest.strip_prefix("teams/") {
                    if let Some((p0, rest)) = segment(rest) {
                        if rest.is_empty() {
                            return Some(Endpoint::TeamsById(p0));
                        }
                        if let Some(rest) = rest.strip_prefix("/") {
                            match rest.as_bytes() {
                                [b'm', ..] => {
                                    if let Some(rest) = rest.strip_prefix("members") {
                                        if rest.is_empty() {
                                            return Some(Endpoint::TeamsByIdMembers(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            if let Some((p1, rest)) = segment(rest) {
                                                if rest.is_empty() {
                                                    return Some(Endpoint::TeamsByIdMembersByUser(p0, p1));
                                                }
                                            }
                                        }
                                    }
                                }
                                [b'r', ..] => {
                                    if let Some(rest) = rest.strip_prefix("repos") {
                                        if rest.is_empty() {
                                            return Some(Endpoint::TeamsByIdRepos(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            if let Some((p1, rest)) = segment(rest) {
                                                if let Some(rest) = rest.strip_prefix("/") {
                                                    if let Some((p2, rest)) = segment(rest) {
                                                        if rest.is_empty() {
                                                            return Some(
                                                                Endpoint::TeamsByIdReposByOwnerByRepo(p0, p1, p2),
                                                            );
                                                        }
                                                    }
                                                }
                                            }
                                        }
                                    }
                                }
                                _ => {}
                            }
                        }
                    }
                }
            }
            [b'u', ..] => {
                if let Some(rest) = rest.strip_prefix("user") {
                    if rest.is_empty() {
                        return Some(Endpoint::User);
                    }
                    match rest.as_bytes() {
                        [b'/', ..] => {
                            if let Some(rest) = rest.strip_prefix("/") {
                                match rest.as_bytes() {
                                    [b'e', ..] => {
                                        if rest == "emails" {
                                            return Some(Endpoint::UserEmails);
                                        }
                                    }
                                    [b'f', ..] => {
                                        if let Some(rest) = rest.strip_prefix("follow") {
                                            match rest.as_bytes() {
                                                [b'e', ..] => {
                                                    if rest == "ers" {
                                                        return Some(Endpoint::UserFollowers);
                                                    }
                                                }
                                                [b'i', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("ing") {
                                                        if rest.is_empty() {
                                                            return Some(Endpoint::UserFollowing);
                                                        }
                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                            if let Some((p0, rest)) = segment(rest) {
                                                                if rest.is_empty() {
                                                                    return Some(Endpoint::UserFollowingByUser(p0));
                                                                }
                                                            }
                                                        }
                                                    }
                                                }
                                                _ => {}
                                            }
                                        }
                                    }
                                    [b'i', ..] => {
                                        if rest == "issues" {
                                            return Some(Endpoint::UserIssues);
                                        }
                                    }
                                    [b'k', ..] => {
                                        if let Some(rest) = rest.strip_prefix("keys") {
                                            if rest.is_empty() {
                                                return Some(Endpoint::UserKeys);
                                            }
                                            if let Some(rest) = rest.strip_prefix("/") {
                                                if let Some((p0, rest)) = segment(rest) {
                                                    if rest.is_empty() {
                                                        return Some(Endpoint::UserKeysById(p0));
                                                    }
                                                }
                                            }
                                        }
                                    }
                                    [b'o', ..] => {
                                        if rest == "orgs" {
                                            return Some(Endpoint::UserOrgs);
                                        }
                                    }
                                    [b'r', ..] => {
                                        if rest == "repos" {
                                            return Some(Endpoint::UserRepos);
                                        }
                                    }
                                    [b's', ..] => {
                                        if let Some(rest) = rest.strip_prefix("s") {
                                            match rest.as_bytes() {
                                                [b't', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("tarred") {
                                                        if rest.is_empty() {
                                                            return Some(Endpoint::UserStarred);
                                                        }
                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                            if let Some((p0, rest)) = segment(rest) {
                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                    if let Some((p1, rest)) = segment(rest) {
                                                                        if rest.is_empty() {
                                                                            return Some(Endpoint::UserStarredByOwnerByRepo(p0, p1));
                                                                        }
                                                                    }
                                                                }
                                                            }
                                                        }
                                                    }
                                                }
                                                [b'u', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("ubscriptions") {
                                                        if rest.is_empty() {
                                                            return Some(Endpoint::UserSubscriptions);
                                                        }
                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                            if let Some((p0, rest)) = segment(rest) {
                                                                if let Some(rest) = rest.strip_prefix("/") {
                                                                    if let Some((p1, rest)) = segment(rest) {
                                                                        if rest.is_empty() {
                                                                            return Some(
                                                                                Endpoint::UserSubscriptionsByOwnerByRepo(p0, p1),
                                                                            );
                                                                        }
                                                                    }
                                                                }
                                                            }
                                                        }
                                                    }
                                                }
                                                _ => {}
                                            }
                                        }
                                    }
                                    [b't', ..] => {
                                        if rest == "teams" {
                                            return Some(Endpoint::UserTeams);
                                        }
                                    }
                                    _ => {}
                                }
                            }
                        }
                        [b's', ..] => {
                            if let Some(rest) = rest.strip_prefix("s") {
                                if rest.is_empty() {
                                    return Some(Endpoint::Users);
                                }
                                if let Some(rest) = rest.strip_prefix("/") {
                                    if let Some((p0, rest)) = segment(rest) {
                                        if rest.is_empty() {
                                            return Some(Endpoint::UsersByUser(p0));
                                        }
                                        if let Some(rest) = rest.strip_prefix("/") {
                                            match rest.as_bytes() {
                                                [b'e', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("events") {
                                                        if rest.is_empty() {
                                                            return Some(Endpoint::UsersByUserEvents(p0));
                                                        }
                                                        if let Some(rest) = rest.strip_prefix("/") {
                                                            match rest.as_bytes() {
                                                                [b'o', ..] => {
                                                                    if let Some(rest) = rest.strip_prefix("orgs/") {
                                                                        if let Some((p1, rest)) = segment(rest) {
                                                                            if rest.is_empty() {
                                                                                return Some(Endpoint::UsersByUserEventsOrgsByOrg(p0, p1));
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                                [b'p', ..] => {
                                                                    if rest == "public" {
                                                                        return Some(Endpoint::UsersByUserEventsPublic(p0));
                                                                    }
                                                                }
                                                                _ => {}
                                                            }
                                                        }
                                                    }
                                                }
                                                [b'f', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("follow") {
                                                        match rest.as_bytes() {
                                                            [b'e', ..] => {
                                                                if rest == "ers" {
                                                                    return Some(Endpoint::UsersByUserFollowers(p0));
                                                                }
                                                            }
                                                            [b'i', ..] => {
                                                                if let Some(rest) = rest.strip_prefix("ing") {
                                                                    if rest.is_empty() {
                                                                        return Some(Endpoint::UsersByUserFollowing(p0));
                                                                    }
                                                                    if let Some(rest) = rest.strip_prefix("/") {
                                                                        if let Some((p1, rest)) = segment(rest) {
                                                                            if rest.is_empty() {
                                                                                return Some(
                                                                                    Endpoint::UsersByUserFollowingByTargetUser(p0, p1),
                                                                                );
                                                                            }
                                                                        }
                                                                    }
                                                                }
                                                            }
                                                            _ => {}
                                                        }
                                                    }
                                                }
                                                [b'g', ..] => {
                                                    if rest == "gists" {
                                                        return Some(Endpoint::UsersByUserGists(p0));
                                                    }
                                                }
                                                [b'k', ..] => {
                                                    if rest == "keys" {
                                                        return Some(Endpoint::UsersByUserKeys(p0));
                                                    }
                                                }
                                                [b'o', ..] => {
                                                    if rest == "orgs" {
                                                        return Some(Endpoint::UsersByUserOrgs(p0));
                                                    }
                                                }
                                                [b'r', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("re") {
                                                        match rest.as_bytes() {
                                                            [b'c', ..] => {
                                                                if let Some(rest) = rest.strip_prefix("ceived_events") {
                                                                    if rest.is_empty() {
                                                                        return Some(Endpoint::UsersByUserReceivedEvents(p0));
                                                                    }
                                                                    if rest == "/public" {
                                                                        return Some(Endpoint::UsersByUserReceivedEventsPublic(p0));
                                                                    }
                                                                }
                                                            }
                                                            [b'p', ..] => {
                                                                if rest == "pos" {
                                                                    return Some(Endpoint::UsersByUserRepos(p0));
                                                                }
                                                            }
                                                            _ => {}
                                                        }
                                                    }
                                                }
                                                [b's', ..] => {
                                                    if let Some(rest) = rest.strip_prefix("s") {
                                                        match rest.as_bytes() {
                                                            [b't', ..] => {
                                                                if rest == "tarred" {
                                                                    return Some(Endpoint::UsersByUserStarred(p0));
                                                                }
                                                            }
                                                            [b'u', ..] => {
                                                                if rest == "ubscriptions" {
                                                                    return Some(Endpoint::UsersByUserSubscriptions(p0));
                                                                }
                                                            }
                                                            _ => {}
                                                        }
                                                    }
                                                }
                                                _ => {}
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    None
}
